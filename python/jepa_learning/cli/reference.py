"""`reference`: write what is generated from the settings: config/schema.json and docs/reference/config.md.

For who works on the project; a test fails when one of the two is stale.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from pathlib import Path
from typing import Final

from jepa_learning.config.fit import JsonSchema, dotted, schema_at
from jepa_learning.config.layers import CONFIG, PREFIX, PROFILE, config_folder, load_settings
from jepa_learning.config.settings import Settings
from jepa_learning.config.strict_yaml import read_yaml

_HEAD: Final = (
    "| setting | default | unit and range | what it is | why this default |",
    "| --- | --- | --- | --- | --- |",
)

_INTRODUCTION: Final = f"""# Configuration

Generated from `config/default.yaml` and the settings' types by `python -m jepa_learning reference`.

Every setting has its value in `config/default.yaml`. To change one, write just that key into your own file
([files](files.md)), as in

```yaml
sidecar:
  idle_exit_s: 600
```

or set `{PREFIX}SECTION__KEY` (`{PREFIX}SIDECAR__IDLE_EXIT_S=600`). What is stronger wins: the defaults, then
a profile, then your file, then the environment, then `--set` of the Python commands. Two names in the
environment are no settings: `{CONFIG}` names another file in place of yours,
`{PROFILE}` one of the profiles in `config/profiles/` (PROFILES). Any other name that begins with
`{PREFIX}` is refused unless it is a setting. So is an unknown or duplicate key, a wrong type, or a value
out of range: with the file, the line, what was found and what is allowed.

`lev jepa config` prints what is in force, and where each value comes from. The sidecar reads it when it
starts: end it with `lev jepa stop` after a change. Where one runs that read the files before they changed,
commands say so on stderr, and `lev jepa doctor` says it too.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    subparsers.add_parser("reference", help="write config/schema.json and docs/reference/config.md")


def run(args: argparse.Namespace) -> int:
    """Write both files of a checkout."""
    for path, text in (schema_file(), reference_page()):
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0


def schema_file() -> tuple[Path, str]:
    """Return where the JSON schema of a configuration file belongs, and its text."""
    schema = _optional(Settings.model_json_schema())
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return config_folder() / "schema.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def reference_page() -> tuple[Path, str]:
    """Return where the page of all settings belongs, and its text."""
    profiles = ", ".join(f"`{path.stem}`" for path in sorted((config_folder() / "profiles").glob("*.yaml")))
    text = "\n".join([_INTRODUCTION.replace("PROFILES", profiles), *_sections()])
    return config_folder().parent / "docs" / "reference" / "config.md", text.rstrip() + "\n"


def comments() -> dict[str, str]:
    """Return what stands above each setting in default.yaml, in one line, by its dotted name."""
    path = config_folder() / "default.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {dotted(key): _above(lines, line - 1) for key, line in read_yaml(path).lines.items()}


def _above(lines: Sequence[str], place: int) -> str:
    above = list(takewhile(lambda line: line.strip().startswith("#"), reversed(lines[:place])))
    return " ".join(line.strip().removeprefix("#").strip() for line in reversed(above))


def _sections() -> Iterator[str]:
    values, told = load_settings().values, comments()
    schema = Settings.model_json_schema()
    for section, keys in groupby(values, key=lambda key: key.partition(".")[0]):
        title = schema_at(schema, [section])["description"]
        rows = [_row(key, values[key], told[key], schema) for key in keys if "." in key]
        yield "\n".join([f"## {section}", "", title, "", *_HEAD, *rows, ""])


def _row(key: str, value: object, comment: str, schema: JsonSchema) -> str:
    unit_and_range, _, reason = comment.partition(". ")
    what = schema_at(schema, key.split(".")).get("description", "")
    return f"| `{key}` | `{json.dumps(value)}` | {unit_and_range} | {what} | {reason} |"


def _optional(schema: JsonSchema) -> JsonSchema:
    """Ask for no key: a user's file holds only what it changes."""
    kept = {name: part for name, part in schema.items() if name != "required"}
    return {name: _optional(part) if isinstance(part, dict) else part for name, part in kept.items()}
