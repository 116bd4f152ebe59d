"""Structure: names and folders tie files, and what few share ties more."""

from __future__ import annotations

import math

import pytest

from jepa_learning.domain.structure import structural_ties, together

FILES = [
    "src/router.py",
    "src/client.py",
    "src/models.py",
    "tests/test_router.py",
    "tests/test_client.py",
    "docs/index.md",
]


def tied(path: str, *others: str, commands: tuple[str, ...] = ()) -> dict[str, str]:
    ties = structural_ties(path, files=[path, *others], commands=commands)
    return {name: words for (_, name), (_, words) in ties.items()}


@pytest.mark.parametrize(
    ("path", "other", "words"),
    [
        ("src/router.py", "tests/test_router.py", "its test"),
        ("src/router.py", "tests/router_test.py", "its test"),
        ("src/router.js", "src/router.test.js", "its test, in the same folder"),
        ("lib/Router.java", "test/RouterTest.java", "its test"),
        ("lib/url-parser.ts", "spec/url_parser.spec.ts", "its test"),
        ("tests/test_router.py", "src/router.py", "what it tests"),
        ("src/router.c", "include/router.h", "the same name"),
        ("tests/test_a.py", "e2e/test_a.py", "the same name"),
    ],
)
def test_a_name_that_is_the_same_but_for_a_test_ties(path: str, other: str, words: str) -> None:
    assert tied(path, other, "x/unlike.py", "y/other.py", "z/more.py")[other] == words


def test_a_name_that_only_begins_alike_does_not_tie() -> None:
    assert tied("src/router.py", "lib/router_state.py", "lib/rout.py", "z/a.py") == {}


def test_a_name_that_is_only_a_test_ties_nothing() -> None:
    assert tied("a/tests.py", "b/test.py", "c/x.py") == {}


def test_what_few_share_ties_more() -> None:
    ties = structural_ties("src/router.py", files=FILES, commands=[])
    assert ties == {
        ("file", "tests/test_router.py"): (pytest.approx(math.log(6 / 2)), "its test"),
        ("file", "src/client.py"): (pytest.approx(math.log(6 / 3)), "in the same folder"),
        ("file", "src/models.py"): (pytest.approx(math.log(6 / 3)), "in the same folder"),
    }


def test_a_folder_that_holds_everything_says_nothing() -> None:
    assert tied("a.py", "b.py", "c.py") == {}


def test_a_command_that_names_the_file_is_tied() -> None:
    commands = ("pytest tests/test_router.py -q", "pytest my_test_router.py", "vi test_router.pyc", "ls")
    assert tied("tests/test_router.py", commands=commands) == {commands[0]: "names test_router.py"}


def test_ties_of_the_same_thing_add_up_the_strongest_first() -> None:
    ties = together(
        [{("file", "a"): (1.0, "weak")}, {("file", "a"): (2.0, "strong"), ("file", "b"): (1.0, "x")}]
    )
    assert ties == {("file", "a"): (3.0, "strong, weak"), ("file", "b"): (1.0, "x")}


def test_the_file_itself_is_no_tie_of_its_own() -> None:
    assert ("file", "src/router.py") not in structural_ties("src/router.py", files=FILES, commands=[])
