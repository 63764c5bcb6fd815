"""Invented names: domains, people, and the names that providers give to customers' machines."""

import ipaddress

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
# The domain that somebody registers ends so: one label under a public suffix, or under two.
SUFFIXES = [".example"] * 5 + ["-example.com", "-example.net", "-example.de", "-example.co.uk",
                               "-example.com.br", "-example.pl", "-example.co.jp", "-example.it"]
GIVEN = ["anna", "ben", "clara", "david", "eva", "frank", "grace", "hugo", "ines", "jan", "kim",
         "lena", "marc", "nora", "oscar", "paula", "rita", "sven", "tina", "uwe", "vera", "yann"]
LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Names:
    """Draws names; a domain is given once."""

    def __init__(self, chance):
        self.chance = chance
        self._taken = set()

    def word(self, syllables=3):
        return "".join(self.chance.choice(CONSONANTS) + self.chance.choice(VOWELS)
                       for _ in range(syllables))

    def domain(self):
        """One that somebody registers."""
        while (name := self.word(self.chance.choice((2, 3, 3, 4))) +
               self.chance.choice(SUFFIXES)) in self._taken:
            pass
        self._taken.add(name)
        return name

    def person(self):
        """A local part."""
        given, family = self.chance.choice(GIVEN), self.word(2)
        return self.chance.choice((f"{given}.{family}", f"{given[0]}{family}", f"{given}{family}",
                                   given, f"{given}.{family}{self.chance.randrange(100)}"))

    def token(self, length, letters=LETTERS_AND_DIGITS):
        return "".join(self.chance.choice(letters) for _ in range(length))

    def hexadecimal(self, length):
        return self.token(length, "0123456789abcdef")


def octets(address):
    """Of an address; of IPv6 the last four groups, so that the same patterns can be used."""
    if ":" in address:
        return [int(group, 16) for group in ipaddress.ip_address(address).exploded.split(":")[-4:]]
    return [int(word) for word in address.split(".")]


# With the address in the name: as a whole or half of it, in either order, in all ways that occur.
WITH_ADDRESS = [
    lambda a, b, c, d, names: f"{a}-{b}-{c}-{d}.dynamic",
    lambda a, b, c, d, names: f"{d}-{c}-{b}-{a}.pool",
    lambda a, b, c, d, names: f"host-{a}-{b}-{c}-{d}",
    lambda a, b, c, d, names: f"{d}.{c}.{b}.{a}",
    lambda a, b, c, d, names: f"c{a:03}-{b:03}-{c:03}-{d:03}",
    lambda a, b, c, d, names: f"{a:03}{b:03}{c:03}{d:03}.fibre",
    lambda a, b, c, d, names: f"p{a:02x}{b:02x}{c:02x}{d:02x}.dip0",
    lambda a, b, c, d, names: f"{d:02x}{c:02x}{b:02x}{a:02x}.cm",
    lambda a, b, c, d, names: f"bb-{c}-{d}.region{a % 9}",
    lambda a, b, c, d, names: f"line{d}-{c}.city{b % 20}",
    lambda a, b, c, d, names: f"x{c:02x}{d:02x}.net{b}",
]
# With words of customers' machines only.
WITH_WORDS = [
    lambda a, b, c, d, names: f"cpe-{names.hexadecimal(8)}.cable",
    lambda a, b, c, d, names: f"{names.token(6)}.adsl.{names.word(2)}",
]
# Names that say nothing.
SILENT = [
    lambda a, b, c, d, names: f"{names.token(8)}.{names.word(2)}",
    lambda a, b, c, d, names: f"{names.chance.choice(GIVEN)}-{names.word(2)}",
    lambda a, b, c, d, names: f"r{names.chance.randrange(100000)}.{names.word(1)}",
]
HOSTERS = [
    lambda a, b, c, d, names: f"vps{names.chance.randrange(100000)}",
    lambda a, b, c, d, names: f"static.{d}.{c}.{b}.{a}.clients",
    lambda a, b, c, d, names: f"srv{names.chance.randrange(4000)}.{names.word(1)}",
    lambda a, b, c, d, names: f"v{names.token(10, '0123456789')}",
]


def machine_name(pattern, address, domain, names):
    """What a provider calls the machine with that address."""
    return f"{pattern(*octets(address), names)}.{domain}"
