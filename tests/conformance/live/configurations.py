"""Settings that both daemons understand, chosen at random."""

CHOICES = {
    "reconnect_delay": ["5", "5", "1", "30", "0.5"],
    "max_connect_age": ["24", "24", "2"],
    "awl_age": ["60", "60", "3"],
    # 1 is fault B6.
    "group_domain_level": ["2", "2", "3", "5", "0"],
    "greymethod": ["smart", "smart", "classc", "full"],
    "optmethod": ["none", "none", "optin", "optout"],
    "reject_first_attempt": ["delay", "immed"],
    "reject_code": ["450", "451", "451 4.7.1"],
    "prepend": ["1", "1", "0"],
    "connect_src_throttle": ["0", "0", "2", "5"],
    "discrimination": ["off", "off", "on"],
    # Which rule of several it tells is left to chance (fault B19).
    "discrimination_add_rulenr": ["off"],
}


def random_settings(random):
    settings = {name: random.choice(values) for name, values in CHOICES.items()}
    early = random.choice(["", "delay", "immed"])
    if early:
        settings["reject_early_reconnect"] = early
    return settings
