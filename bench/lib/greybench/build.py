"""Builds what is measured."""

import subprocess

from greytest.paths import BUILD, SOURCE


def build(*targets):
    """The daemon and these, with the project's own release options."""
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", BUILD, SOURCE, "--buildtype=release"], check=True)
    subprocess.run(["ninja", "-C", BUILD, "greycache/greycache", *targets], check=True)
