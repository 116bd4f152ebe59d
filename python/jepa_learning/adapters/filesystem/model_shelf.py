"""The models that ship, in a folder: one folder each, and registry.yaml, which names them all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

import yaml

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.model_shelf import Entry, Weights

_WEIGHTS: Final = ("weights.safetensors", "weights.npz")
"""Of a network, or of the council."""

_CONFIG: Final = "config.json"
_CARD: Final = "README.md"
_REGISTRY: Final = "registry.yaml"
_HEAD: Final = """\
# The networks that ship with the plugin: what each weighs and how good it is. What each was trained on
# stands on its card. Written by `lev jepa train-base`.
"""


class FileModelShelf:
    """Puts models into folders.

    Args:
        most_bytes: A model with all its files may not be larger.
    """

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes

    def read(self, folder: Path) -> Weights:
        """Return what a folder holds."""
        weights = next(
            (folder / name for name in _WEIGHTS if (folder / name).is_file()), folder / _WEIGHTS[0]
        )
        try:
            config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
            digest = hashlib.sha256(weights.read_bytes()).hexdigest()
            sizes = {str(name): int(size) for name, size in config["sizes"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise StoreError(f"{folder} holds no network ({error}): train one with train-base") from error
        if config.get("sha256") != digest:
            raise StoreError(f"{weights} is not what was saved: its SHA-256 is {digest}; train again")
        return Weights(digest, sizes, weights.stat().st_size, weights.name)

    def put(self, built: Path, folder: Path, *, card: str, metrics: Mapping[str, float]) -> Entry:
        """Put what was built into its folder, and the registry beside it in order."""
        weights = self.read(built)
        files = {
            weights.file: weights.bytes,
            _CONFIG: (built / _CONFIG).stat().st_size,
            _CARD: len(card.encode()),
        }
        if sum(files.values()) > self._most_bytes:
            raise StoreError(
                f"the model in {built} has {sum(files.values()):,} bytes, and at most {self._most_bytes:,} "
                "may ship: lower jepa.base.buckets or jepa.base.dimension"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if built.resolve() != folder.resolve():
                for name in (weights.file, _CONFIG):
                    shutil.copyfile(built / name, folder / name)
            (folder / _CARD).write_text(card, encoding="utf-8")
            return _register(folder, weights.sha256, files, metrics)
        except OSError as error:
            raise StoreError(
                f"{folder} cannot be written ({error.strerror}): check the disk and its rights"
            ) from error


def _register(folder: Path, sha256: str, files: Mapping[str, int], metrics: Mapping[str, float]) -> Entry:
    path = folder.resolve().parent / _REGISTRY
    models = {one.name: one for one in _listed(path)}
    before = models.get(folder.name)
    version = 1 if before is None else before.version + (before.sha256 != sha256)
    rounded = {name: round(value, 4) for name, value in metrics.items()}
    entry = models[folder.name] = Entry(folder.name, version, sha256, dict(files), rounded)
    written = {"models": [asdict(models[name]) for name in sorted(models)]}
    path.write_text(_HEAD + yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    return entry


def _listed(path: Path) -> list[Entry]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Entry(**one) for one in found["models"]]
    except FileNotFoundError:
        return []
    except (UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
        raise StoreError(
            f"{path} cannot be read as a list of models ({error}): put it right, or remove it"
        ) from error
