"""Versions of networks in a folder: `registry.yaml` lists them, `<kind>/<version>/` holds the weights."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

import yaml

from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.model_version import BASE, SHIPPED, STATES, ModelVersion
from jepa_learning.ports.model_registry import Write

_LIST: Final = "registry.yaml"
_HEAD: Final = "# The versions of the networks that are kept here; written by jepa-learning.\n"
_TYPES: Final = {
    one.name: {"str": (str,), "int": (int,), "float": (int, float)}.get(str(one.type).split(" ")[0], ())
    for one in fields(ModelVersion)
}
_MAY_LACK: Final = frozenset({"parent", "made"})


class FileModelRegistry:
    """Keeps versions in a folder of the user.

    Args:
        folder: Made when something is first kept.
        shipped: Holds a folder of weights for each network that ships; nothing is ever written to it.
    """

    def __init__(self, folder: Path, *, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped

    def versions(self) -> tuple[ModelVersion, ...]:
        """Return all that are listed; a base only where its weights are there."""
        return (*shipped_in(self._shipped), *_read(self._folder))

    def place(self, version: ModelVersion) -> Path:
        """Return the folder of a version's weights."""
        if version.state == BASE:
            return self._shipped / version.name
        return self._folder / version.kind / version.name

    def store(self, version: ModelVersion, write: Write) -> None:
        """Have weights written beside their place, then moved there."""
        place = self.place(version)
        new = place.with_name(f"{place.name}.new")
        try:
            shutil.rmtree(new, ignore_errors=True)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.mkdir(mode=0o700, parents=True)
            write(new)
            if place.exists():
                shutil.rmtree(place)
            new.replace(place)
        except (OSError, RuntimeError) as error:  # MLX raises the latter where it cannot write
            raise StoreError(f"{place} cannot be written ({error}): check the disk and its rights") from error
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def replace(self, versions: Sequence[ModelVersion]) -> None:
        """List just these, then remove the other folders: a power cut leaves too much, never too little."""
        own = [one for one in versions if one.state != BASE]
        try:
            if own or self._folder.exists():
                self._write(own)
                self._sweep({self.place(one) for one in own})
        except OSError as error:
            raise StoreError(
                f"{self._folder} cannot be written ({error.strerror}): check the disk and the folder's rights"
            ) from error

    def _write(self, own: Sequence[ModelVersion]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._folder / f"{_LIST}.new"
        text = _HEAD + yaml.safe_dump(
            {"versions": [asdict(one) for one in own]}, sort_keys=False, allow_unicode=True
        )
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / _LIST)

    def _sweep(self, needed: set[Path]) -> None:
        for kind in (one for one in self._folder.iterdir() if one.is_dir()):
            for found in kind.iterdir():
                if found not in needed:
                    shutil.rmtree(found)


def shipped_in(folder: Path) -> list[ModelVersion]:
    """Return the networks that ship whose weights are in this folder."""
    return [one for one in SHIPPED if (folder / one.name / "config.json").is_file()]


def _read(folder: Path) -> list[ModelVersion]:
    path = folder / _LIST
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())
        raise StoreError(f"{path} cannot be read ({told}): {_REMOVE}") from error
    listed = found.get("versions") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise StoreError(f"{path} holds no list of versions: {_REMOVE}")
    return [_version(one, path) for one in listed]


_REMOVE: Final = "correct it, or remove its folder, and learning starts again from the base"


def _version(listed: object, path: Path) -> ModelVersion:
    if not isinstance(listed, dict) or not {"kind", "name", "state"} <= set(listed) <= set(_TYPES):
        raise StoreError(f"{path} lists {listed!r}: expected the keys {', '.join(_TYPES)}; {_REMOVE}")
    for key, value in listed.items():
        if not isinstance(value, _TYPES[key]) and not (value is None and key in _MAY_LACK):
            raise StoreError(f"{path} has {key} {value!r} of {listed['name']!r}: {_REMOVE}")
    version = ModelVersion(**listed)
    if version.state not in STATES or not all(_is_plain(one) for one in (version.kind, version.name)):
        raise StoreError(f"{path} lists {version.name!r}, which is {version.state!r}: {_REMOVE}")
    return version


def _is_plain(name: str) -> bool:
    """Whether a name can be a folder's, and no other folder is reached by it."""
    return name.replace("-", "").isalnum()
