"""Appends batches for ever and prints the number of each once it is acknowledged; the test kills it."""

from __future__ import annotations

import sys
from pathlib import Path

from jepa_learning.adapters.sqlite.event_log import SqliteEventLog
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import Advance


def main(path: Path, batch: int, size: int) -> None:
    log = SqliteEventLog(path, busy_timeout_ms=5000)
    while True:
        events = [Event("step", f"e{batch}-{number}", f"case{batch}", float(batch)) for number in range(size)]
        log.append(events, advance=Advance("test", "/x", str(batch)))
        print(batch, flush=True)
        batch += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), batch=int(sys.argv[2]), size=int(sys.argv[3]))
