"""Mining: how long, and how large, an act and a hundred thousand of them are.

.venv/bin/python -m benchmarks.mining DIR/shell/schonlau_a.jsonl.gz [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np
from benchmarks.savings import read_streams

from jepa_learning.config.layers import load_settings
from jepa_learning.domain.patterns.act import act_of
from jepa_learning.domain.patterns.miner import PatternMiner

EVENTS = 100_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stream", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    settings = load_settings().settings.optimize
    events = [event for _, part in read_streams(asked.stream) for event in part][:EVENTS]
    miner = PatternMiner(gap_s=settings.session_gap_s, window=20_000, most_acts=EVENTS)
    each = np.empty(len(events))
    began = time.process_time()
    for number, event in enumerate(events):
        start = time.process_time()
        miner.learn_one(act_of(event))
        each[number] = time.process_time() - start
    patterns = sum(1 for _ in miner.patterns(least=settings.waste.least, shown=20))
    result = {
        "events": len(events),
        "patterns": patterns,
        "seconds": round(time.process_time() - began, 2),
        "ms_median": round(float(np.median(each)) * 1000, 4),
        "ms_p999": round(float(np.quantile(each, 0.999)) * 1000, 4),
        "ms_worst": round(float(each.max()) * 1000, 1),
        "mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(result))
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
