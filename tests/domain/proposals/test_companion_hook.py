"""The hook that says what usually changes with what is committed."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from tests.domain.proposals.test_remedies import places
from tests.domain.waste.finds import found, left_out

from jepa_learning.domain.proposals.companion_hook import companion_hook_for
from jepa_learning.domain.proposals.remedy import Remedy
from jepa_learning.domain.waste.history import History

HOOK = "/p/.git/hooks/pre-commit"


def hook() -> Remedy:
    findings = found(left_out(together=6, repaired=4, project="/p"), "missing_companion")
    remedy = companion_hook_for(findings, soon_s=1800.0)
    assert remedy is not None
    return remedy


def test_it_is_a_new_hook_that_names_the_pair_and_cites_the_commits() -> None:
    remedy = hook()
    (change,) = remedy.changes(places())
    assert (change.path, change.before, change.executable) == (HOOK, None, True)
    assert "usually_with Cargo.toml Cargo.lock\nexit 0\n" in change.after
    assert (remedy.form, remedy.risk, remedy.unit) == ("git_hook", "medium", "commit")
    assert [act.case for act in remedy.evidence[:2]] == ["before3", "after3"]


def test_a_hook_that_is_there_is_left_alone() -> None:
    assert hook().changes(places({HOOK: "#!/bin/sh\n"})) == []
    assert hook().changes(replace(places(), hooks="")) == []


def test_a_replay_counts_the_commits_that_would_not_have_been() -> None:
    remedy = hook()
    later = History(left_out(together=1, repaired=2, project="/p"), gap_s=1800.0)
    assert remedy.commits is not None
    assert [use.events for use in remedy.commits(later.commits)] == [1.0, 1.0]
    assert (list(remedy.uses([])), remedy.length(later)) == ([], len(later.commits))


def test_git_warns_of_what_is_left_out_and_commits_all_the_same(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (change,) = hook().changes(places())
    path = tmp_path / ".git" / "hooks" / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(change.after)
    path.chmod(0o755)
    assert commit(tmp_path, "Cargo.toml", "Cargo.lock") == ""
    assert commit(tmp_path, "Cargo.toml") == "You changed Cargo.toml; Cargo.lock usually changes with it.\n"
    assert commit(tmp_path, "other") == ""
    assert git(tmp_path, "rev-list", "--count", "HEAD").stdout == "3\n"


def commit(folder: Path, *files: str) -> str:
    """Change files and commit them; return what was said about it."""
    for file in files:
        with open(folder / file, "a", encoding="utf-8") as one:
            one.write("x\n")
    git(folder, "add", *files)
    return git(folder, "commit", "-q", "-m", "x").stderr


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    who = ("-c", "user.name=ada", "-c", "user.email=ada@example.org", "-c", "core.hooksPath=.git/hooks")
    return subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)


def test_names_that_a_shell_could_misread_are_quoted_and_unprintable_ones_left_out() -> None:
    (finding,) = found(left_out(together=6, repaired=4, project="/p"), "missing_companion")
    odd = replace(finding, subject=("a b.c", "$(touch x)'.h", "/p"))
    remedy = companion_hook_for([odd, replace(finding, subject=("a\n", "b", "/p"))], soon_s=1800.0)
    assert remedy is not None
    (change,) = remedy.changes(places())
    assert """usually_with 'a b.c' '$(touch x)'"'"'.h'\nexit 0\n""" in change.after
    assert companion_hook_for([], soon_s=1800.0) is None
