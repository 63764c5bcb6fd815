"""The configuration and options of a greyctl replay of one recording."""

OPT_TABLES = ("optin_domain", "optin_email", "optout_domain", "optout_email")


def write_config(path, folder, **settings):
    """The recording's sqlgrey.conf as it is, and behind it what Greycache needs to know besides.

    SQLgrey refreshes an AWL entry at every hit, so awl_refresh is 0, and its replies have no
    reference.
    """
    ours = {"conf_dir": folder, "awl_refresh": 0, "reply_reference": "off", **settings}
    lines = [f"{name} = {value}\n" for name, value in ours.items()]
    path.write_text((folder / "sqlgrey.conf").read_text() + "\n" + "".join(lines))


def opt_options(folder):
    """--optin-domain FILE and so on."""
    return [word for table in OPT_TABLES
            for word in ("--" + table.replace("_", "-"), str(folder / table))]
