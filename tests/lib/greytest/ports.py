"""Free loopback ports, and who listens on one."""

import os
import random
import socket

# Below net.ipv4.ip_local_port_range, so that no outgoing connection takes the port meanwhile.
FIRST_PORT, LAST_PORT = 20000, 32000


def free_port():
    """A loopback TCP port that nobody listens on."""
    for _ in range(200):
        port = random.randint(FIRST_PORT, LAST_PORT)
        if listening_inodes(port):
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port found")


def listening_inodes(port):
    """The socket inodes that listen on a TCP port of this host."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not os.path.exists(table):
            continue
        with open(table, encoding="ascii") as lines:
            for line in lines.readlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(fields[9])
    return inodes


def listens(pid, port):
    """Whether the process holds a listening socket of that port, and nobody else has another.

    Postfix sets SO_REUSEPORT: without this look a test may talk to somebody else's server.
    """
    inodes = listening_inodes(port)
    held = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        held.update(inode for inode in inodes if target == f"socket:[{inode}]")
    return bool(inodes) and held == inodes
