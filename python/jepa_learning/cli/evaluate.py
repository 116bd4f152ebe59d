"""`evaluate`: replay the event log and print how good the predictions would have been (docs/evaluation.md).

One JSON document goes to stdout, progress as JSON lines to stderr. The learner is made for this run and then
thrown away; the event log is only read, so a running sidecar is not disturbed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Final

from jepa_learning.application.evaluate import evaluate
from jepa_learning.cli import settings as chosen
from jepa_learning.config.settings import Settings
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event
from jepa_learning.folders import Folders

KINDS: Final = ("file", "command", "step", "tool")
SEED: Final = 0  # fixed, so that two people who replay one history see the same numbers


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("evaluate", help="replay the history and score the predictions")
    chosen.add_options(parser)
    parser.add_argument(
        "--json", action="store_true", help="accepted like everywhere; the output is always JSON"
    )
    parser.add_argument("--project", type=Path, default=Path(), help="a folder of the repository")
    parser.add_argument("--kind", choices=KINDS, default="file", help="which kind of activity")
    parser.add_argument(
        "--last", type=int, metavar="N", help="score the last N questions, not the newer half"
    )
    parser.add_argument("--without", action="append", default=[], metavar="MANIFOLD", help="leave it out")


def run(args: argparse.Namespace) -> int:
    """Replay and print.

    Raises:
        ProjectError: Files are asked for and the folder is in no repository.
        RequestError: There is not enough history, or an option makes no sense.
        JepaLearningError: The configuration or the event log cannot be used.
    """
    from jepa_learning.bootstrap import build_learner, connect_networks, find_root

    effective, folders = chosen.load(args)
    project = find_root(args.project.absolute()) if args.kind == "file" else None
    learner = build_learner(effective.settings, without=args.without)
    connect_networks(effective.settings, folders, learner, waits=True)
    found = evaluate(
        _history(effective.settings, folders, kind=args.kind, project=project),
        learner,
        kind=args.kind,
        precision=effective.settings.learner.trust.abstention.precision,
        timer=time.perf_counter,
        last=args.last,
        seed=SEED,
        progress=_Progress(),
    )
    print(json.dumps({"project": project, "seed": SEED, "without": args.without, **asdict(found)}))
    return 0


def _history(settings: Settings, folders: Folders, *, kind: str, project: str | None) -> list[Event]:
    from jepa_learning.bootstrap import open_event_log

    if not folders.event_log.exists():
        raise RequestError(
            f"{folders.event_log} is not there: nothing was learnt yet. Learn first, with: lev jepa learn"
        )
    with closing(open_event_log(settings, folders)) as log:
        return [event for _, event in log.read(kind=kind, project=project)]


class _Progress:
    """Tells of each whole percent, once."""

    def __init__(self) -> None:
        self._told = -1

    def __call__(self, done: int, total: int) -> None:
        percent = 100 * done // max(1, total)
        if percent > self._told:
            self._told = percent
            print(json.dumps({"type": "progress", "done": done, "total": total}), file=sys.stderr, flush=True)
