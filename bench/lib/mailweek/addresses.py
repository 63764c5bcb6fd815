"""Invented addresses: every network of the week belongs to one operator."""

# First octets of networks in the lists of the three services, of private and of reserved networks:
# nobody is to be let through because his invented address happens to be on a list.
LEFT_OUT = {10, 40, 51, 52, 66, 80, 100, 104, 127, 169, 172, 192, 193, 194, 195, 198, 203, 206, 209,
            212, 213, 216}
FIRST_OCTETS = [octet for octet in range(2, 224) if octet not in LEFT_OUT]


class Addresses:
    """Gives networks of 256 IPv4 addresses, and of IPv6 a /64 in 2001:db8::/32, each once."""

    def __init__(self, chance):
        self.chance = chance
        self._taken = set()

    def _fresh(self, draw):
        while (network := draw()) in self._taken:
            pass
        self._taken.add(network)
        return network

    def network(self):
        """Three octets."""
        return self._fresh(lambda: (self.chance.choice(FIRST_OCTETS), self.chance.randrange(256),
                                    self.chance.randrange(256)))

    def network6(self):
        """Two groups after 2001:db8."""
        return self._fresh(lambda: (self.chance.randrange(1, 65536),
                                    self.chance.randrange(1, 65536)))

    def host(self, network):
        """An address of a network."""
        if len(network) == 2:
            return f"2001:db8:{network[0]:x}:{network[1]:x}::{self.chance.randrange(1, 65536):x}"
        return ".".join(map(str, (*network, self.chance.randrange(1, 255))))

    def single(self):
        """The address of a machine that stands alone; every twelfth is IPv6."""
        return self.host(self.network6() if self.chance.random() < 0.08 else self.network())
