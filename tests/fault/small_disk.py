"""A disk so small that a test can fill it."""

import subprocess


def mount_small(path, megabytes):
    """Makes a tmpfs there; whether we may."""
    path.mkdir(parents=True, exist_ok=True)
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)],
                          capture_output=True, check=False).returncode == 0


def fill(path):
    """A file that takes all the room that its disk has left."""
    try:
        with open(path, "wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
    except OSError:
        pass
