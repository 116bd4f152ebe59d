"""The command line is documented as it is: commands, options, and every command line on a page."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jepa_learning.api.schemas.predictions import PredictionIn

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TABLE = "import('./js/cli/table.js').then((t) => console.log(JSON.stringify([t.COMMANDS, t.EVERYWHERE])))"
NPM_ITSELF = {"test", "link", "ci", "install", "run"}


@cache
def table() -> tuple[dict[str, Any], set[str]]:
    """Return the commands by name and the options of every command."""
    run = subprocess.run(["node", "-e", TABLE], cwd=ROOT, capture_output=True, text=True, check=True)
    commands, everywhere = json.loads(run.stdout)
    return {command["name"]: command for command in commands}, {option["name"] for option in everywhere}


def options_of(command: str) -> set[str]:
    commands, everywhere = table()
    return {option["name"] for option in commands[command]["options"]} | everywhere


def test_what_predict_says_of_numbers_is_what_the_sidecar_takes() -> None:
    options = {option["name"]: option for option in table()[0]["predict"]["options"]}
    fields = PredictionIn.model_json_schema()["properties"]
    for name in ("k", "horizon"):
        said = [options[name][word] for word in ("default", "minimum", "maximum")]
        assert said == [fields[name][word] for word in ("default", "minimum", "maximum")]


def documented_commands() -> set[str]:
    rows = re.findall(r"^\| (`[^|]+) \| ", REFERENCE, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}


def documented_options() -> dict[str, set[str]]:
    section = REFERENCE.partition("## Options")[2].partition("\n## ")[0]
    entries = re.findall(r"^- `([a-z-]+)`: (.*?)(?=^- |\Z)", section, flags=re.MULTILINE | re.DOTALL)
    return {name: set(re.findall(r"--([a-z]+(?:-[a-z]+)*)", text)) for name, text in entries}


def command_lines() -> Iterator[tuple[str, list[str]]]:
    """Give every line of a bash block, as words, with the page it stands on."""
    for page in PAGES:
        for block in re.findall(
            r"^```bash\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            for line in filter(None, map(str.strip, block.splitlines())):
                yield page.relative_to(ROOT).as_posix(), shlex.split(line, comments=True)


LINES = sorted({(page, tuple(words)) for page, words in command_lines()})


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    assert documented_commands() == set(table()[0])


def test_what_is_not_available_yet_is_documented_as_such() -> None:
    missing = {name for name, command in table()[0].items() if not command["available"]}
    rows = [
        line for line in REFERENCE.splitlines() if "not available yet |" in line and line.startswith("| `")
    ]
    assert {name for row in rows for name in re.findall(r"`([a-z]+)`", row)} == missing


def test_every_option_is_documented_with_its_command_and_the_other_way_round() -> None:
    commands, everywhere = table()
    own = {name: {option["name"] for option in command["options"]} for name, command in commands.items()}
    documented = {name: options - everywhere for name, options in documented_options().items()}
    assert documented == {name: options for name, options in own.items() if options}


def test_the_options_of_every_command_are_documented() -> None:
    paragraph = REFERENCE.partition("Every command:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`--([a-z]+)", paragraph)) == table()[1]


@pytest.mark.parametrize(
    ("page", "words"), LINES, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_a_command_line_in_the_documentation_names_only_what_exists(
    page: str, words: tuple[str, ...]
) -> None:
    if "jepa" in words:
        after = words[words.index("jepa") + 1 :]
        assert after[0] in table()[0]
        options = {
            word.removeprefix("--").partition("=")[0] for word in after[1:] if word.startswith("--")
        } - {""}
        assert options <= options_of(after[0])
    elif words[0] == "npm":
        scripts = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]
        assert words[1] in NPM_ITSELF
        assert words[1] != "run" or words[2] in scripts
    else:
        assert words[0] == "node" or words[0] == "printf" or (ROOT / words[0]).exists()
