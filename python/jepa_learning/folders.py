"""Where things are kept, as docs/reference/files.md has it; js/paths.js says the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jepa_learning.domain.errors import StoreError

_NAME: Final = "jepa-learning"
_LONGEST_SOCKET_BYTES: Final = 100  # sun_path holds 104 bytes on macOS, 108 on Linux


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders of this user. `config_file` is a file, the others are folders that may not exist yet."""

    config_file: Path
    data: Path
    state: Path
    cache: Path
    runtime: Path

    @property
    def socket(self) -> Path:
        """Where the sidecar listens."""
        return self.runtime / "sidecar.sock"

    @property
    def contact(self) -> Path:
        """How to reach the sidecar."""
        return self.runtime / "sidecar.json"

    @property
    def event_log(self) -> Path:
        """The truth."""
        return self.data / "events.db"

    @property
    def consent(self) -> Path:
        """What may be read."""
        return self.data / "consent.db"

    @property
    def pause(self) -> Path:
        """Until when the user wants to be left alone."""
        return self.data / "pause.json"

    @property
    def suggestions(self) -> Path:
        """What was suggested of late."""
        return self.data / "suggestions.db"

    @property
    def whispers(self) -> Path:
        """What became of whispers."""
        return self.data / "whispers.db"

    @property
    def whispers_off(self) -> Path:
        """A file that is there while nothing is to be whispered."""
        return self.data / "whispers.off"

    @property
    def whisper_rules(self) -> Path:
        """The user's own rules of whispers; a folder."""
        return self.config_file.parent / "whispers"

    @property
    def answers(self) -> Path:
        """What became of what was offered unasked, by names that tell nothing."""
        return self.data / "answers.json"

    @property
    def snapshot(self) -> Path:
        """What was learnt."""
        return self.data / "learner.snapshot"

    @property
    def blas(self) -> Path:
        """The fast BLAS for MLX."""
        return self.cache / "blas"

    @property
    def vectors(self) -> Path:
        """The vector memory, where it is embedded; a folder."""
        return self.data / "vectors"

    @property
    def models(self) -> Path:
        """The versions of the networks that this machine taught; a folder."""
        return self.data / "models"

    @property
    def memory_record(self) -> Path:
        """What is written down about the vector memory."""
        return self.data / "memory.json"

    @property
    def changes(self) -> Path:
        """What was applied, and how files were before; a folder."""
        return self.data / "changes"

    @property
    def journal(self) -> Path:
        """The sidecar's log."""
        return self.state / "sidecar.jsonl"


def locate(environ: Mapping[str, str], *, uid: int) -> Folders:
    """Return this user's folders by the XDG specification: a variable that is no absolute path is ignored.

    Raises:
        StoreError: `HOME` is no absolute path: things would be put wherever a command is typed.
    """
    home = Path(environ.get("HOME") or Path.home())
    if not home.is_absolute():
        raise StoreError(f"HOME is {str(home)!r}: expected the absolute path of your home")
    state = _xdg(environ, "XDG_STATE_HOME") or home / ".local" / "state"
    runtime = _xdg(environ, "XDG_RUNTIME_DIR")
    return Folders(
        config_file=(_xdg(environ, "XDG_CONFIG_HOME") or home / ".config") / _NAME / "config.yaml",
        data=(_xdg(environ, "XDG_DATA_HOME") or home / ".local" / "share") / _NAME,
        state=state / _NAME,
        cache=(_xdg(environ, "XDG_CACHE_HOME") or home / ".cache") / _NAME,
        runtime=_short_enough(runtime / _NAME if runtime else state / _NAME / "run", uid),
    )


def make_private(folder: Path) -> None:
    """Make a folder for the user alone, or see that it is one.

    Raises:
        StoreError: The folder cannot be made, or somebody else could put things into it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be made ({error.strerror}): check its parent's owner and rights"
        ) from error
    if found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise StoreError(
            f"{folder} has the owner {found.st_uid} and the mode {found.st_mode & 0o777:04o}: "
            "expected a folder that only you can write to; correct its owner and mode (0700), or remove it"
        )


def _xdg(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name, "")
    return Path(value) if os.path.isabs(value) else None


def _short_enough(wanted: Path, uid: int) -> Path:
    if len(os.fsencode(wanted / "sidecar.sock")) <= _LONGEST_SOCKET_BYTES:
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:8]
    return Path(f"/tmp/{_NAME}-{uid}-{digest}")
