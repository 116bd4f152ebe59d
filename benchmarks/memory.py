"""Memory and CPU time of learning 10,000, 100,000 and 300,000 events, each in a process of its own.

python benchmarks/memory.py --kind command
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

from jepa_learning import open_learner
from streams import changes, commands, every_file

SIZES = (10_000, 100_000, 300_000)


def measure(kind: str, n_events: int, without: Sequence[str]) -> dict[str, float]:
    """Learn so many events here; return events, CPU seconds, and the process's peak memory in MB."""
    with open_learner(":memory:", without=without) as learner:
        begin = time.process_time()
        if kind == "file":
            learner.learn_many(every_file(3000))
            learner.learn_many(changes(n_events, n_files=3000))
        else:
            learner.learn_many(commands(n_events, n_commands=3000))
        seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "events": n_events,
        "cpu_s": round(seconds, 1),
        "cpu_ms_an_event": round(1e3 * seconds / n_events, 3),
        "peak_mb": round(peak, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", choices=["file", "command"], default="command")
    parser.add_argument("--without", action="append", default=[], metavar="MANIFOLD")
    parser.add_argument("--events", type=int, help="measure this many, in this process")
    args = parser.parse_args()
    if args.events:
        print(json.dumps(measure(args.kind, args.events, args.without)))
        return
    for size in SIZES:
        command = [sys.executable, __file__, "--kind", args.kind, "--events", str(size)]
        command += [part for name in args.without for part in ("--without", name)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


if __name__ == "__main__":
    main()
