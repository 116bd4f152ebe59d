"""The scanner that knows the secrets beforehand."""

from __future__ import annotations

from jepa_learning.adapters.memory.secret_scanner import MemorySecretScanner


def test_the_longest_secret_wins_where_two_overlap() -> None:
    assert list(MemorySecretScanner(["ab", "abc"]).find("xabcx")) == [(1, 4)]


def test_without_secrets_nothing_is_found() -> None:
    assert list(MemorySecretScanner([""]).find("anything")) == []
