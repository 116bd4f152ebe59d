"""The sidecar's threads share the memory that they free."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import re, threading
from jepa_learning.cli.serve import share_memory_between_threads
if {is_shared}:
    share_memory_between_threads()
held, go = [], threading.Barrier(17)
def work():
    held.append([bytearray(60_000) for _ in range(20)])
    go.wait()
    go.wait()
threads = [threading.Thread(target=work) for _ in range(16)]
for one in threads:
    one.start()
go.wait()
starts = [int(line.split("-")[0], 16) for line in open("/proc/self/maps") if line.split("-")[0].isalnum()]
print(sum(start % (64 << 20) == 0 for start in starts))
go.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="arenas are those of glibc")
def test_sixteen_threads_take_no_arena_each() -> None:
    counts = []
    for is_shared in (False, True):
        program = PROGRAM.format(is_shared=is_shared)
        run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        counts.append(int(run.stdout))
    # Other memory may begin at such an address, too, by chance.
    assert counts[1] <= 4 < 8 <= counts[0]
