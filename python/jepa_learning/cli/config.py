"""`config`: print the settings in force and where each comes from."""

from __future__ import annotations

import argparse
import json

from jepa_learning.cli import settings as chosen


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("config", help="print the settings in force and where each comes from")
    chosen.add_options(parser)
    parser.add_argument("--json", action="store_true", help="as one JSON document")


def run(args: argparse.Namespace) -> int:
    """Print them.

    Raises:
        ConfigError: A file, key or value is not what it must be.
    """
    effective, folders = chosen.load(args)
    if args.json:
        values = [
            {"key": key, "value": value, "origin": effective.origins[key]}
            for key, value in effective.values.items()
        ]
        files = [str(path) for path in effective.files]
        print(json.dumps({"user_file": str(folders.config_file), "files": files, "settings": values}))
    else:
        for key, value in effective.values.items():
            print(f"{key} = {json.dumps(value)}  # {effective.origins[key]}")
    return 0
