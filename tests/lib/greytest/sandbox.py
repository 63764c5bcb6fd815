"""Runs a program under the filter of system calls of a systemd unit: sandbox.py UNIT PROGRAM WORDS...

systemd.exec(5) says what the unit's lines mean. They are translated for libseccomp; a call that
SystemCallFilter= forbids ends the program by SIGSYS here, so that none goes unseen.
"""

import ctypes
import errno
import functools
import mmap
import os
import pathlib
import socket
import subprocess
import sys

ALLOW = 0x7FFF0000
KILL = 0x80000000
PR_SET_NO_NEW_PRIVS = 38
PROT_WRITE_EXEC = mmap.PROT_WRITE | mmap.PROT_EXEC
NAMESPACE_FLAGS = 0x7E020000  # CLONE_NEW*
MASKED_EQUAL, NOT_EQUAL, GREATER = 7, 1, 6


class Comparison(ctypes.Structure):
    """struct scmp_arg_cmp"""

    _fields_ = [("argument", ctypes.c_uint), ("operation", ctypes.c_int),
                ("first", ctypes.c_uint64), ("second", ctypes.c_uint64)]


def failing(number):
    """SCMP_ACT_ERRNO"""
    return 0x00050000 | number


def unit_values(unit, name):
    """The values of a setting, in their order."""
    lines = pathlib.Path(unit).read_text("utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(name + "=")]


@functools.cache
def call_sets():
    """What systemd knows: the names of each set, of which some are sets."""
    listed = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"],
                            capture_output=True, text=True, check=True).stdout
    sets, name = {}, ""
    for line in listed.splitlines():
        if line.startswith("@"):
            name = line.strip()
            sets[name] = set()
        elif line.startswith(" ") and not line.lstrip().startswith("#"):
            sets[name].add(line.strip())
    return sets


def calls_of(word):
    """A system call, or those of a set and of the sets in it."""
    if not word.startswith("@"):
        return {word}
    return set().union(*map(calls_of, call_sets()[word]))


def allowed_calls(unit):
    """What the SystemCallFilter= lines leave; systemd adds @default by itself."""
    allowed = calls_of("@default")
    for value in unit_values(unit, "SystemCallFilter"):
        for word in value.lstrip("~").split():
            allowed = allowed - calls_of(word) if value.startswith("~") else allowed | calls_of(word)
    return allowed


class Filter:
    """A seccomp filter that is being made."""

    def __init__(self):
        self._library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(KILL)))

    def add(self, action, name, *comparisons):
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        # Calls of other machines are unknown here, or have a negative number.
        if number < 0:
            return
        array = (Comparison * max(len(comparisons), 1))(*comparisons)
        result = self._library.seccomp_rule_add_array(
            self._context, ctypes.c_uint32(action), number, len(comparisons), array)
        assert result == 0, (name, result)

    def load(self):
        """It holds from here on, and for every program that is started."""
        libc = ctypes.CDLL(None, use_errno=True)
        assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        assert self._library.seccomp_load(self._context) == 0


# System calls with a condition on an argument; all others of the list are allowed as they are.
CONDITIONAL = {"socket", "mmap", "mprotect", "pkey_mprotect", "clone", "clone3", "shmat", "sched_setscheduler"}


def make_filter(unit):
    """SystemCallFilter=, RestrictAddressFamilies=, MemoryDenyWriteExecute=, RestrictNamespaces=, RestrictRealtime=."""
    made = Filter()
    allowed = allowed_calls(unit)
    for name in sorted(allowed - CONDITIONAL):
        made.add(ALLOW, name)
    families = [int(getattr(socket, name))
                for name in unit_values(unit, "RestrictAddressFamilies")[0].split()]
    for family in range(64):
        made.add(ALLOW if family in families else failing(errno.EAFNOSUPPORT), "socket",
                 Comparison(0, 4, family, 0))
    assert unit_values(unit, "MemoryDenyWriteExecute") == ["yes"]
    for protection in (0, mmap.PROT_WRITE, mmap.PROT_EXEC):
        made.add(ALLOW, "mmap", Comparison(2, MASKED_EQUAL, PROT_WRITE_EXEC, protection))
    made.add(failing(errno.EPERM), "mmap", Comparison(2, MASKED_EQUAL, PROT_WRITE_EXEC, PROT_WRITE_EXEC))
    for name in ("mprotect", "pkey_mprotect"):
        made.add(ALLOW, name, Comparison(2, MASKED_EQUAL, mmap.PROT_EXEC, 0))
        made.add(failing(errno.EPERM), name,
                 Comparison(2, MASKED_EQUAL, mmap.PROT_EXEC, mmap.PROT_EXEC))
    assert unit_values(unit, "RestrictNamespaces") == ["yes"]
    made.add(ALLOW, "clone", Comparison(0, MASKED_EQUAL, NAMESPACE_FLAGS, 0))
    made.add(failing(errno.ENOSYS), "clone3")
    assert unit_values(unit, "RestrictRealtime") == ["yes"]
    plain = {os.SCHED_OTHER, os.SCHED_BATCH, os.SCHED_IDLE}
    for policy in range(8 if "sched_setscheduler" in allowed else 0):
        made.add(ALLOW if policy in plain else failing(errno.EPERM), "sched_setscheduler", Comparison(1, 4, policy, 0))
    return made


def main():
    unit, *command = sys.argv[1:]
    make_filter(unit).load()
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
