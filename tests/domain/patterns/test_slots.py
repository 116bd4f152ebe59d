"""What stays of a command when its arguments become slots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.patterns.slots import SLOTS, form_of, kind_of


@pytest.mark.parametrize(
    ("line", "form", "values"),
    [
        ("git checkout fix-7", "git checkout <branch>", ("fix-7",)),
        ("git switch feature/login", "git switch <branch>", ("feature/login",)),
        ("git push origin main", "git push origin <branch>", ("main",)),
        ("git commit -m 'say hello'", "git commit -m <text>", ("'say hello'",)),
        ("git show 1066929ab", "git show <hash>", ("1066929ab",)),
        ("git add .", "git add <path>", (".",)),
        ("cd ~/work/httpx", "cd <path>", ("~/work/httpx",)),
        ("pytest tests/test_a.py -k retry -q", "pytest <path> -k <name> -q", ("tests/test_a.py", "retry")),
        ("pytest --maxfail=3", "pytest --maxfail=<number>", ("3",)),
        ("npm run build -- --watch", "npm run build -- --watch", ()),
        ("make test lint", "make test <name>", ("lint",)),
        ("kill 1234", "kill <number>", ("1234",)),
        ("curl https://example.com/a", "curl <url>", ("https://example.com/a",)),
        ("DEBUG=1 make test", "DEBUG=<number> make test", ("1",)),
        ("sudo apt-get install jq", "sudo apt-get install <name>", ("jq",)),
        ("ls -la | grep conf && make", "ls -la | grep <name> && make", ("conf",)),
        ("Read src/app.py", "Read <path>", ("src/app.py",)),
    ],
)
def test_arguments_become_slots_and_what_says_what_is_done_stays(
    line: str, form: str, values: tuple[str, ...]
) -> None:
    found = form_of(line)
    assert (found.text, found.values) == (form, values)


def test_every_kind_of_slot_is_listed() -> None:
    words = ["a/b", "7", "x", "https://x.y", "0abc123", "'a b'"]
    assert {kind_of(word) for word in words} | {"branch"} == set(SLOTS)


@given(st.text(min_size=1, max_size=60))
def test_any_line_has_a_form_with_one_slot_for_every_value(line: str) -> None:
    found = form_of(line)
    marks = sum(found.text.count(f"<{slot}>") for slot in SLOTS)
    assert marks >= len(found.values)


@given(st.lists(st.sampled_from(["git", "-v", "a/b", "main", "&&", "'x y'", "7"]), min_size=1, max_size=8))
def test_a_form_is_the_same_each_time(words: list[str]) -> None:
    assert form_of(" ".join(words)) == form_of(" ".join(words))
