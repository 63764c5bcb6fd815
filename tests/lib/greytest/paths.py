"""Where the checkout, the built programs and temporary directories are."""

import os
import pathlib
import shutil
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[3]
# Set by Meson for each test; by hand: GREYCACHE_BUILD=build-test.
BUILD = pathlib.Path(os.environ.get("GREYCACHE_BUILD", SOURCE / "build-test")).resolve()


def program(name):
    """A built program: greycache, greyctl or policy-helper."""
    path = BUILD / name / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is not built (GREYCACHE_BUILD={BUILD})")
    return path


def temporary_directory(mode=0o755, base="/tmp"):
    """A new directory with a short path that other users may enter; the caller removes it."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="grey-", dir=base))
    path.chmod(mode)
    return path


def remove_directory(path):
    """Removes it with all it holds; GREYTEST_KEEP=1 keeps it for a look."""
    if os.environ.get("GREYTEST_KEEP") == "1":
        print(f"kept: {path}")
    else:
        shutil.rmtree(path, ignore_errors=True)
