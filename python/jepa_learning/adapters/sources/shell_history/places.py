"""Where shells keep their histories.

Where atuin keeps one, it is the only one: it hooks into every shell, imports what was there before, and does
not say which shell a command came from. So no command is ever told by two sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class History:
    """A history that exists: `atuin`, `bash`, `zsh` or `fish`, and its file."""

    format: str
    path: Path


def find_histories(home: Path, environ: Mapping[str, str]) -> list[History]:
    """Return the histories to read, one a shell: the first file that exists and is not empty."""
    atuin = _first_existing(_atuin(home, environ))
    if atuin is not None:
        return [History("atuin", atuin)]
    shells = {"bash": _bash(home, environ), "zsh": _zsh(home, environ), "fish": _fish(home, environ)}
    found = ((shell, _first_existing(paths)) for shell, paths in shells.items())
    return [History(shell, path) for shell, path in found if path is not None]


def _atuin(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    if environ.get("ATUIN_DB_PATH"):
        yield Path(environ["ATUIN_DB_PATH"])
    yield _data_home(home, environ) / "atuin" / "history.db"


def _bash(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    if _is_shell(environ, "bash"):
        yield Path(environ["HISTFILE"])
    yield home / ".bash_history"


def _zsh(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    if _is_shell(environ, "zsh"):
        yield Path(environ["HISTFILE"])
    yield from (
        folder / name
        for folder in _zsh_folders(home, environ)
        for name in (".zsh_history", ".histfile", ".zhistory")
    )


def _zsh_folders(home: Path, environ: Mapping[str, str]) -> list[Path]:
    return [*([Path(environ["ZDOTDIR"])] if environ.get("ZDOTDIR") else []), home]


def _fish(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    yield _data_home(home, environ) / "fish" / "fish_history"


def _is_shell(environ: Mapping[str, str], shell: str) -> bool:
    """HISTFILE does not say whose it is: its name does, else the login shell."""
    file = environ.get("HISTFILE", "")
    named = next((name for name in ("bash", "zsh", "fish") if name in Path(file).name), None)
    return bool(file) and (named or Path(environ.get("SHELL", "bash")).name) == shell


def _data_home(home: Path, environ: Mapping[str, str]) -> Path:
    given = Path(environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else home / ".local" / "share"


def _first_existing(paths: Iterator[Path]) -> Path | None:
    return next((path for path in paths if _is_file_with_something(path)), None)


def _is_file_with_something(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False
