"""Machines that share one queue: the next attempt comes from another of them."""

# Of the attempts: the look-up of the client's name fails, as it does now and then.
NAMELESS = 0.005


class Pool:
    """Hosts by network; a machine alone is a pool of one."""

    def __init__(self, chance, networks):
        """`networks`: lists of hosts."""
        self.chance = chance
        self.networks = networks

    def tries(self, offsets):
        """Attempts at these times, each from another network than the one before where there are
        several, else from any machine."""
        tries, last = [], None
        for offset in offsets:
            choices = [network for network in self.networks if network is not last]
            last = self.chance.choice(choices or self.networks)
            host = self.chance.choice(last)
            if self.chance.random() < NAMELESS:
                host = host._replace(name="unknown", reverse="unknown")
            tries.append((offset, host))
        return tuple(tries)


def make_pool(world, networks, per_network, host, ipv6=0.0):
    """`host(address)` makes each machine; that share of the networks is IPv6."""
    def one():
        kind = world.addresses.network6 if world.chance.random() < ipv6 else \
            world.addresses.network
        network = kind()
        return [host(world.addresses.host(network)) for _ in range(per_network)]
    return Pool(world.chance, [one() for _ in range(networks)])
