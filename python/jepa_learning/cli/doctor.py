"""`doctor`: check what the Python side needs; the exit code says whether it is healthy. It changes nothing.

The shim checks the rest (Node, the environment, folders, whether a sidecar answers).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Final

from jepa_learning.bootstrap import adaptation_rules, inspect_mlx
from jepa_learning.cli import settings as chosen
from jepa_learning.config.layers import load_whisper_rules
from jepa_learning.domain.errors import ConfigError
from jepa_learning.folders import Folders

_PACKAGES: Final = (
    "detect_secrets",
    "fastapi",
    "numpy",
    "pydantic",
    "pygit2",
    "structlog",
    "uvicorn",
    "yaml",
)
_DISTRIBUTIONS: Final = {"detect_secrets": "detect-secrets", "yaml": "pyyaml"}
_OLDEST_PYTHON: Final = (3, 11)
_LEAST_FREE_BYTES: Final = 200_000_000  # an event log of a million events and a snapshot
_SLOW_BLAS: Final = (
    "what MLX computes takes 10 to 40 times as long as it could: remove .venv, so that it is made again, or "
    "install OpenBLAS yourself and start with LD_PRELOAD=/path/to/libopenblas.so"
)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `remedy` says what to do where it is not ok, or where it `warns`."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None
    warns: bool = False


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("doctor", help="check the Python side of the installation")
    chosen.add_options(parser)
    parser.add_argument("--json", action="store_true", help="as one JSON document")


def run(args: argparse.Namespace) -> int:
    """Check everything, and return 0 when all of it is as it should be."""
    checks = list(_checks(args))
    healthy = all(check.ok for check in checks)
    if args.json:
        print(json.dumps({"healthy": healthy, "checks": [asdict(check) for check in checks]}))
    else:
        for check in checks:
            print(_line(check))
    return 0 if healthy else 1


def _line(check: Check) -> str:
    mark = ("WARN" if check.warns else "ok") if check.ok else "FAIL"
    advice = f"; {check.remedy}" if check.warns else ""
    return f"{mark:4}  {check.name}: {check.detail}{advice}"


def _checks(args: argparse.Namespace) -> Iterator[Check]:
    yield _python()
    yield _packages()
    yield _mcp()
    try:
        effective, folders = chosen.load(args)
    except ConfigError as error:
        yield Check("configuration", False, str(error), "correct the key that is named")
        return
    yield Check("configuration", True, f"valid: {', '.join(map(str, effective.files))}")
    yield _rules(folders)
    yield from _files(folders)
    yield _database("event log", folders.event_log)
    yield _database("consent file", folders.consent)
    yield _free_space(folders.data)
    yield _mlx(folders)


def _rules(folders: Folders) -> Check:
    try:
        own = len(load_whisper_rules(folders.whisper_rules))
        adaptation_rules()
    except ConfigError as error:
        return Check("rules", False, str(error), "correct the key that is named; no sidecar starts before")
    return Check("rules", True, f"valid: {own} of whispers, with {folders.whisper_rules}, and of adapting")


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    needed = ".".join(map(str, _OLDEST_PYTHON))
    return Check(
        "python version", sys.version_info[:2] >= _OLDEST_PYTHON, version, f"Python {needed} or newer"
    )


def _packages() -> Check:
    broken = [f"{name} ({error})" for name in _PACKAGES if (error := _import_error(name))]
    if broken:
        return Check(
            "python packages", False, ", ".join(broken), "remove .venv; it is made again when needed"
        )
    versions = (f"{name} {metadata.version(_DISTRIBUTIONS.get(name, name))}" for name in _PACKAGES)
    return Check("python packages", True, ", ".join(versions))


def _mcp() -> Check:
    error = _import_error("mcp.server")
    if error:
        return Check("mcp", False, f"mcp ({error})", "remove .venv; it is made again when needed")
    return Check("mcp", True, f"SDK {metadata.version('mcp')}; agents start: lev jepa mcp")


def _import_error(name: str) -> str | None:
    try:
        import_module(name)
    except Exception as error:  # whatever a broken package raises
        return f"{type(error).__name__}: {error}"
    return None


def _files(folders: Folders) -> Iterator[Check]:
    for path in (
        folders.event_log,
        folders.consent,
        folders.snapshot,
        folders.journal,
        folders.contact,
        folders.socket,
    ):
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            detail, remedy = f"{path}, mode {mode:04o}", f"only you should reach it: chmod go-rwx {path}"
            yield Check(path.name, not mode & _OTHERS, detail, remedy)


def _database(name: str, path: Path) -> Check:
    if not path.exists():
        return Check(f"{name}, contents", True, "none yet")
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        said = str(error)
    return Check(f"{name}, contents", said == "ok", said, f"{path} is damaged: move it away and learn again")


def _free_space(folder: Path) -> Check:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    detail = f"{free / 1e6:,.0f} MB on the disk of {folder}"
    return Check("free space", free >= _LEAST_FREE_BYTES, detail, f"free {_LEAST_FREE_BYTES / 1e6:.0f} MB")


def _mlx(folders: Folders) -> Check:
    try:
        found = inspect_mlx(folders)
    except ImportError as error:
        return Check("mlx", False, str(error), "remove .venv; it is made again when needed")
    if found is None:
        return Check("mlx", True, "no build of it for this machine; what needs it stays switched off")
    what = f"mlx {found.version} on {found.device}, BLAS: {found.blas.library}, {found.gflops:.0f} GFLOP/s"
    if found.blas.is_fast:
        return Check("mlx", True, what)
    return Check("mlx", True, f"{what} ({found.blas.reason})", _SLOW_BLAS, warns=True)
