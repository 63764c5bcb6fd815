"""Handing a connection to the daemon as policy-helper does (see common/socket.h)."""

import array
import socket
import struct

from greytest.policy_connection import PolicyConnection

HANDOVER_BYTE = b"\x01"
RECEIPT = b"\x06"


def send_handover(helper, descriptor, already_read=b""):
    """Sends one handover message over a socket that is connected to the daemon."""
    message = HANDOVER_BYTE + struct.pack(">I", len(already_read)) + already_read
    rights = array.array("i", [descriptor])
    helper.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])


def handed_over(path, already_read=b"", timeout=5.0):
    """A connection whose other end the daemon at `path` owns, by way of a handover."""
    ours, theirs = socket.socketpair()
    with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as helper:
        helper.settimeout(timeout)
        helper.connect(str(path))
        send_handover(helper, theirs.fileno(), already_read)
        receipt = helper.recv(16)
        assert receipt == RECEIPT, receipt
    return PolicyConnection(ours, timeout)
