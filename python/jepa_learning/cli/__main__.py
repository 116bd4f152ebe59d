"""`python -m jepa_learning COMMAND`: what the shim starts. People use `lev jepa` (docs/reference/cli.md)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from jepa_learning import __version__
from jepa_learning.domain.errors import JepaLearningError, StoreBusyError

COMMANDS: Final = ("serve", "doctor", "config", "reference", "evaluate", "train-base")
"""Each is a module of this folder with `add_parser(subparsers)` and `run(args) -> int`."""

BUSY: Final = 75  # EX_TEMPFAIL of sysexits.h: another process owns the data directory


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m jepa_learning", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = {name: import_module(f"jepa_learning.cli.{name.replace('-', '_')}") for name in COMMANDS}
    for module in modules.values():
        module.add_parser(subparsers)
    args = parser.parse_args(arguments)
    try:
        return int(modules[args.command].run(args))
    except JepaLearningError as error:
        _tell(error, as_json=getattr(args, "json", False))
        return BUSY if isinstance(error, StoreBusyError) else 1
    except KeyboardInterrupt:
        return 130


def _tell(error: JepaLearningError, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"success": False, "error": {"code": error.code, "message": str(error)}}))
    print(f"jepa-learning: {error.code}: {error}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
