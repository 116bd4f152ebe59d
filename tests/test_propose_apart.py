"""A look at the history of a data directory is done beside the sidecar, and says what one inside it would."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.application.application import Application
from jepa_learning.bootstrap import build_application
from jepa_learning.bootstrap.proposing import propose
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.domain.event import Event
from jepa_learning.folders import Folders, locate

SETTINGS = load_settings(overrides=["memory.adapter=memory"]).settings


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1] / "python"))
    return locate({"HOME": str(tmp_path)}, uid=os.getuid())


def working_in(folders: Folders) -> Application:
    application = build_application(SETTINGS, folders, journal=MemoryJournal())
    application.consents.change("shell", None, granted=True)
    application.learn(
        [
            Event("command", line, f"s{run}", 100.0 * run + place, source="shell")
            for run in range(30)
            for place, line in enumerate(("git add --all", "git commit --amend --no-edit", f"make part{run}"))
        ]
    )
    return application


def test_it_reads_the_log_and_the_consents_and_leaves_out_what_is_applied(folders: Folders) -> None:
    with closing(working_in(folders)) as application:
        advice = application.optimize.propose(None)
        assert advice.acts == 90
        assert advice == propose((SETTINGS, folders, None, set()))
        (first, *rest) = advice.proposals
        without = propose((SETTINGS, folders, None, {first.id}))
        assert [one.id for one in without.proposals] == [one.id for one in rest]
        application.consents.change("shell", None, granted=False)
        assert propose((SETTINGS, folders, None, set())).acts == 0


def test_a_sidecar_that_has_ended_looks_no_more(folders: Folders) -> None:
    application = build_application(SETTINGS, folders, journal=MemoryJournal())
    application.close()
    with pytest.raises(JepaLearningError, match="the sidecar is ending"):
        application.optimize.propose(None)
