"""What the commands share: options that choose the configuration, and loading it."""

from __future__ import annotations

import argparse
import os

from jepa_learning.config.layers import Effective, load_settings
from jepa_learning.folders import Folders, locate


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--profile` and `--set`."""
    parser.add_argument("--profile", metavar="NAME", help="a file of config/profiles/")
    parser.add_argument(
        "--set",
        dest="overrides",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="may be repeated",
    )


def load(args: argparse.Namespace) -> tuple[Effective, Folders]:
    """Return the settings in force and this user's folders.

    Raises:
        ConfigError: A file, key or value is not what it must be.
    """
    folders = locate(os.environ, uid=os.getuid())
    effective = load_settings(
        user_file=folders.config_file, environ=os.environ, profile=args.profile, overrides=args.overrides
    )
    return effective, folders
