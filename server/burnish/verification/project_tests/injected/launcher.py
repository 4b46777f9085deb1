"""Starts a command with limits on what it may use, without the network where the system lets us take it away.

`launcher.py MEMORY COMMAND...`: memory in bytes, 0 for no limit. Runs under Burnish's own interpreter; it ends as the
command. A step that the system does not allow is left out: what runs is the user's own project.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import struct
import sys
from pathlib import Path

_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
_PARENT_DEATH_SIGNAL = 1
_SET_FLAGS = 0x8914
_UP = 0x41
_LARGEST_FILE = 1 << 30


def main(memory: int, command: list[str]) -> None:
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    if sys.platform == "linux":
        if memory:
            _limit(resource.RLIMIT_DATA, memory)
        libc = ctypes.CDLL(None, use_errno=True)
        _leave_network(libc)
        libc.prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    os.execvp(command[0], command)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, hard))


def _leave_network(libc: ctypes.CDLL) -> None:
    """Go where there is only this machine's own address, so that tests with servers of their own still run."""
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_NETWORK) != 0:
        if libc.unshare(_NEW_USERS | _NEW_NETWORK) != 0:
            return
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", name).write_text(text, encoding="ascii")
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14s", b"lo", _UP, b""))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
