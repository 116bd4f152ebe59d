"""The fingerprint changes with what a snapshot depends on, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import jepa_learning.domain
from jepa_learning.adapters.snapshot.fingerprint import fingerprint


def test_it_is_the_same_for_the_same_facts_and_another_for_others() -> None:
    assert fingerprint({"a": 1}) == fingerprint({"a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


def test_it_changes_with_the_source_of_the_domain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "domain"
    shutil.copytree(
        Path(str(jepa_learning.domain.__file__)).parent, copy, ignore=shutil.ignore_patterns("*.pyc")
    )
    before = fingerprint()
    monkeypatch.setattr(jepa_learning.domain, "__file__", str(copy / "__init__.py"))
    assert fingerprint() == before
    (copy / "event.py").write_text("# changed\n")
    assert fingerprint() != before
