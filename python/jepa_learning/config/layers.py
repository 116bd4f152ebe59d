"""Stacks the layers of the configuration and remembers where each value comes from.

default.yaml < profile < the user's file < environment < command line. It does not know what a setting means
(fit.py does) and reads nothing but the files and the mapping it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from jepa_learning.config.companions import WhisperRule, WhisperRules
from jepa_learning.config.fit import Model, Unfit, dotted, fit
from jepa_learning.config.settings import Settings
from jepa_learning.config.strict_yaml import KeyPath, read_yaml
from jepa_learning.domain.errors import ConfigError

PREFIX: Final = "JEPA_LEARNING_"
CONFIG: Final = "JEPA_LEARNING_CONFIG"
PROFILE: Final = "JEPA_LEARNING_PROFILE"
RESERVED: Final = (CONFIG, PROFILE)
"""Names in the environment that are no settings: another file of the user's, and a profile."""

COMMAND_LINE: Final = "command line"

_PACKAGE: Final = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Effective:
    """The settings in force.

    Attributes:
        settings: What bootstrap builds from.
        values: Each setting's value, by its dotted name, in the order of default.yaml.
        origins: Where each comes from: `FILE:LINE`, the name of an environment variable, or `command line`.
        files: The files that were read, weakest first.
    """

    settings: Settings
    values: Mapping[str, object]
    origins: Mapping[str, str]
    files: tuple[Path, ...]


def config_folder() -> Path:
    """Return the folder of default.yaml: in a checkout beside the code, in a wheel inside it."""
    packaged = _PACKAGE / "_config"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "config"


def models_folder() -> Path:
    """Return the folder of the models that are shipped."""
    packaged = _PACKAGE / "_models"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "models"


def load_settings(
    *,
    user_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    profile: str | None = None,
    overrides: Sequence[str] = (),
) -> Effective:
    """Read and stack all layers.

    Args:
        user_file: The user's file; it may be absent, unless the environment names it.
        environ: The environment; None leaves it out.
        profile: A file of config/profiles/ by its name; wins over the environment's.
        overrides: `section.key=value` from the command line.

    Raises:
        ConfigError: A file, key or value is not what it must be.
    """
    layers = _Layers()
    layers.add_file(config_folder() / "default.yaml")
    environ = environ or {}
    if name := profile or environ.get(PROFILE):
        layers.add_file(_profile_file(name))
    if named := environ.get(CONFIG):
        layers.add_file(Path(named))
    elif user_file is not None and user_file.exists():
        layers.add_file(user_file)
    for variable in sorted(environ):
        if variable.startswith(PREFIX) and variable not in RESERVED:
            path = tuple(variable.removeprefix(PREFIX).lower().split("__"))
            layers.add_value(path, environ[variable], origin=variable)
    for override in overrides:
        key, equals, text = override.partition("=")
        if not equals:
            raise ConfigError(f"--set {override}: expected section.key=value")
        layers.add_value(tuple(key.strip().split(".")), text, origin=COMMAND_LINE)
    return layers.finish()


def load_companion(model: type[Model], name: str) -> Model:
    """Read one of the files beside default.yaml, as strictly.

    Raises:
        ConfigError: The file, a key or a value is not what it must be.
    """
    layers = _Layers()
    layers.add_file(config_folder() / name)
    return layers.fit(model)


def load_whisper_rules(folder: Path) -> dict[str, WhisperRule]:
    """Read the rules that ship, and all files of the user's folder; the user's take the place of ours.

    Args:
        folder: The user's folder of rules; it may be absent.

    Raises:
        ConfigError: A file, key or value is not what it must be, or two files have the same mode.
    """
    rules = dict(load_companion(WhisperRules, "whispers.yaml").whisper)
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        layers = _Layers()
        layers.add_file(path)
        for mode, rule in layers.fit(WhisperRules).whisper.items():
            if mode in files:
                raise ConfigError(f"{path}: the mode {mode} stands in {files[mode]} too: name one otherwise")
            files[mode], rules[mode] = path, rule
    return rules


class _Layers:
    """Values stacked so far, and where each key of them was last written."""

    def __init__(self) -> None:
        self._tree: dict[str, object] = {}
        self._origins: dict[KeyPath, str] = {}
        self._files: list[Path] = []

    def add_file(self, path: Path) -> None:
        document = read_yaml(path)
        self._files.append(path)
        origins = {key: f"{path}:{line}" for key, line in document.lines.items()}
        self._put(document.values, below=self._tree, origins=origins)

    def add_value(self, path: KeyPath, text: str, *, origin: str) -> None:
        try:
            value = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise ConfigError(
                f"{origin}: {text!r} is no value: write it as in config/default.yaml"
            ) from error
        origins = {path[:depth]: origin for depth in range(1, len(path) + 1)}
        for key in reversed(path):
            value = {key: value}
        self._put(value, below=self._tree, origins=origins)

    def finish(self) -> Effective:
        settings = self.fit(Settings)
        leaves = dict(_leaves(self._tree))
        return Effective(
            settings=settings,
            values={dotted(path): value for path, value in leaves.items()},
            origins={dotted(path): self._origins[path] for path in leaves},
            files=tuple(self._files),
        )

    def fit(self, model: type[Model]) -> Model:
        try:
            return fit(model, self._tree)
        except Unfit as unfit:
            raise ConfigError(self._explain(unfit)) from unfit

    def _put(
        self,
        layer: Mapping[str, object],
        *,
        below: dict[str, object],
        origins: Mapping[KeyPath, str],
        path: KeyPath = (),
    ) -> None:
        for key, value in layer.items():
            here = (*path, key)
            self._origins[here] = origins.get(here, self._origin(path))
            under = below.get(key)
            if isinstance(value, Mapping):
                under = below[key] = under if isinstance(under, dict) else {}
                self._put(value, below=under, origins=origins, path=here)
            else:
                below[key] = value

    def _origin(self, path: KeyPath) -> str:
        """Where the nearest written key at or above `path` stands."""
        written = (path[:depth] for depth in range(len(path), 0, -1))
        return next((self._origins[key] for key in written if key in self._origins), str(self._files[-1]))

    def _explain(self, unfit: Unfit) -> str:
        where = self._origin(unfit.path)
        reserved = (
            f" (no settings: {', '.join(RESERVED)})"
            if len(unfit.path) == 1 and where.startswith(PREFIX)
            else ""
        )
        return f"{where}: {unfit}{reserved}"


def _profile_file(name: str) -> Path:
    folder = config_folder() / "profiles"
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in names:
        raise ConfigError(f"there is no profile {name!r} in {folder}: expected one of {', '.join(names)}")
    return folder / f"{name}.yaml"


def _leaves(tree: Mapping[str, object], path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value
