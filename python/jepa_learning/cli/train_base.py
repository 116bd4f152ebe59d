"""`train-base`: train the network that ships from clones of public repositories (docs/reference/cli.md).

One JSON document goes to stdout, progress as JSON lines to stderr. Nothing is written into the clones; what
can be used again (lessons, checkpoints) stands in the cache folder.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from jepa_learning.application.model_card import Facts, facts_from
from jepa_learning.application.networks import KINDS
from jepa_learning.application.train_base import TrainBase
from jepa_learning.cli import settings as chosen
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.model_version import COUNCIL
from jepa_learning.ports.model_shelf import Entry


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("train-base", help="train the network that ships")
    chosen.add_options(parser)
    parser.add_argument("--json", action="store_true", help="accepted like everywhere; the output is JSON")
    parser.add_argument(
        "--kind", choices=(*KINDS, COUNCIL), default="file", help="which network; default: file"
    )
    parser.add_argument("--repos", type=Path, metavar="DIR", help="a folder of clones")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the model goes")
    parser.add_argument("--folds", type=int, default=0, metavar="N", help="measure in so many folds")
    parser.add_argument("--any-licence", action="store_true", help="train on any repository")
    parser.add_argument("--list", action="store_true", help="only say what is in --repos")
    parser.add_argument(
        "--facts", type=Path, metavar="FILE", help="only write the card of the model in --out"
    )


def run(args: argparse.Namespace) -> int:
    """Train, list or describe, and print.

    Raises:
        RequestError: Options are missing, or there is nothing to train on.
        SourceError: The clones cannot be read.
        StoreError: Something cannot be written.
    """
    from jepa_learning.bootstrap import build_train_base

    effective, folders = chosen.load(args)
    print(
        json.dumps(
            _answer(args, build_train_base(effective.settings, folders, kind=args.kind, tell=_Progress()))
        )
    )
    return 0


def _answer(args: argparse.Namespace, train_base: TrainBase) -> object:
    if args.list:
        return asdict(train_base.look(_given(args, "repos"), any_licence=args.any_licence))
    out = _given(args, "out")
    if args.facts is not None:
        facts = _read(args.facts)
        return _document(out, facts, train_base.describe(out, facts))
    facts, entry = train_base(_given(args, "repos"), out, folds=args.folds, any_licence=args.any_licence)
    return _document(out, facts, entry)


def _given(args: argparse.Namespace, name: str) -> Path:
    path = getattr(args, name)
    if not isinstance(path, Path):
        raise RequestError(f"--{name} is missing: expected --{name} DIR")
    return path


def _read(path: Path) -> Facts:
    try:
        return facts_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise RequestError(f"--facts {path} cannot be read as JSON ({error})") from error


def _document(out: Path, facts: Facts, entry: Entry) -> object:
    return {"folder": str(out.absolute()), "model": asdict(entry), "facts": asdict(facts)}


class _Progress:
    """Tells of each change, at most once a whole percent."""

    def __init__(self) -> None:
        self._told = ("", -1)

    def __call__(self, words: str, done: int, total: int) -> None:
        now = words, 100 * done // max(1, total)
        if now != self._told:
            self._told = now
            line = {"type": "progress", "words": words, "done": done, "total": total}
            print(json.dumps(line), file=sys.stderr, flush=True)
