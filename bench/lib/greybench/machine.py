"""What was measured where: the machine and the versions."""

import json
import os
import pathlib
import platform
import subprocess

from greybench.build import BUILD, SOURCE

PACKAGES = ["g++", "redis-server", "postgresql", "sqlgrey", "postgrey", "postfix"]


def _output(*command):
    answer = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                            check=False)
    return answer.stdout.strip()


def _processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def package_version(name):
    """Of a Debian package; "absent" where it is not installed."""
    return _output("dpkg-query", "-W", "-f", "${Version}", name) or "absent"


def machine():
    """The section "machine" of the results."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"processor": _processor(), "cores": str(os.cpu_count()),
            "memory": f"{pages / 2**30:.1f} GiB", "kernel": platform.release(),
            "file system of /tmp": _output("stat", "-f", "-c", "%T", "/tmp"),
            "load before": "{:.2f} {:.2f} {:.2f}".format(*os.getloadavg()),
            "commit": _output("git", "-C", SOURCE, "describe", "--always", "--dirty"),
            "build": _build_options(),
            **{name: package_version(name) for name in PACKAGES}}


def _build_options():
    text = _output("meson", "introspect", "--buildoptions", BUILD)
    options = {option["name"]: option["value"] for option in json.loads(text or "[]")}
    return ", ".join(f"{name}={options.get(name)}" for name in ("buildtype", "optimization", "b_lto",
                                                           "b_ndebug"))
