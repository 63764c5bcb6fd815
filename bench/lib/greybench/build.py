"""Builds what is measured, with the project's own release options."""

import os
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("GREYCACHE_BUILD", SOURCE / "build-bench")).resolve()
TARGETS = ["greycache/greycache", "policy-helper/policy-helper", "greyctl/greyctl", "bench"]


def build():
    """Installs packages that are missing, sets the build directory up where that has not been done,
    and builds all programs."""
    subprocess.run([SOURCE / "scripts" / "install-packages", "bench"], check=True)
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", BUILD, SOURCE, "--buildtype=release"], check=True)
    subprocess.run(["ninja", "-C", BUILD, *TARGETS], check=True)


def bench_program(name):
    """A built program of bench/: load/greycache-load, echo/policy-echo, relay/policy-relay."""
    return BUILD / "bench" / name
