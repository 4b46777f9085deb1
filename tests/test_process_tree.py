"""Processes come and go while they are looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process_tree import children, command_line, memory_mb, own_memory_mb

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the process table of Linux")


def test_what_a_process_started_is_told_until_it_has_ended():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in children(os.getpid())
        child.communicate(b"\n")
    assert child.pid not in children(os.getpid())
    assert children(child.pid) == [] and command_line(child.pid) == []
    assert memory_mb(child.pid) == own_memory_mb(child.pid) == 0
