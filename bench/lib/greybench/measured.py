"""What was measured: which commit of ours, which packages of others."""

import subprocess

from greytest.paths import SOURCE


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def commit():
    return output("git", "-C", SOURCE, "describe", "--always", "--dirty")


def packages(*names):
    """With their versions, of those that are installed."""
    return output("dpkg-query", "-W", "-f", "${Package} ${Version}  ", *names)
