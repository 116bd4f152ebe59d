"""Every file says what it is, and none has a name that says nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = [
    path for folder in ("python", "tests", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))
]
JAVASCRIPT = [path for folder in ("js", "tests") for path in sorted((ROOT / folder).rglob("*.js"))]
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_python_file_starts_with_a_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", JAVASCRIPT, ids=name)
def test_a_javascript_file_starts_with_a_comment_on_what_it_is(path: Path) -> None:
    text = (
        path.read_text(encoding="utf-8")
        .removeprefix("#!/usr/bin/env node\n")
        .removeprefix("// @ts-check\n")
        .lstrip()
    )
    assert text.startswith("/**")


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    parts = {(part, name(path)) for path in PYTHON + JAVASCRIPT for part in (*path.parent.parts, path.stem)}
    assert sorted(where for part, where in parts if part in SAYS_NOTHING) == []
