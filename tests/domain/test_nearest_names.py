"""Nearest names: what somebody may have meant."""

from __future__ import annotations

import pytest

from jepa_learning.domain.nearest_names import nearest_names

FILES = ["src/router.py", "src/client.py", "tests/test_router.py", "docs/index.md", "LICENSE"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("src/ruoter.py", "src/router.py"),
        ("router.py", "src/router.py"),
        ("lib/client.py", "src/client.py"),
        ("src/Client.py", "src/client.py"),
        ("test/test_routers.py", "tests/test_router.py"),
        ("LICENCE", "LICENSE"),
    ],
)
def test_a_slip_a_wrong_folder_and_another_case_are_seen_through(written: str, meant: str) -> None:
    assert nearest_names(written, FILES, most=3)[0] == meant


def test_where_nothing_is_like_it_nothing_is_named() -> None:
    assert nearest_names("zzz", FILES, most=3) == []
    assert nearest_names("a", [], most=3) == []


def test_no_more_are_named_than_were_asked_for() -> None:
    assert len(nearest_names("src/router.py", FILES, most=1)) == 1
