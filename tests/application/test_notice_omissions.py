"""What a commit lacks is whispered at the commit, from what may be read, and not where whispers are off."""

from __future__ import annotations

from tests.application.in_memory import NOW, PROJECT, ROOT, House

from jepa_learning.domain.event import Event
from jepa_learning.domain.signals import CHANGES_COMMITTED, COMPANION_MISSING, Signal
from jepa_learning.domain.whispers.receipt import Receipt


def change(case: str, files: list[str], at: float) -> list[Event]:
    facts = {"project": str(ROOT), "status": "M"}
    return [Event("file", path, case, at, "Work", PROJECT.author, facts, "git") for path in files]


def forgetful(times: int) -> list[Event]:
    """Return commits of a pair, and each time another of the first alone and of the second behind it."""
    return [
        event
        for n in range(times)
        for name, files in (("both", ["a.toml", "a.lock"]), ("half", ["a.toml"]), ("rest", ["a.lock"]))
        for event in change(f"{name}{n}", files, NOW - 1e6 + n)
    ]


def house(times: int = 60) -> House:
    here = House(cost=0.0)
    here.log.append(forgetful(times) + change("now", ["a.toml"], NOW))
    return here.loaded()


def tell(here: House) -> list[Receipt]:
    here.signals.tell(Signal(CHANGES_COMMITTED, NOW, {"project": str(ROOT)}))
    made = here.receipts.recent(withheld=True)
    return [receipt for receipt in made if receipt.whisper.mode == "companion_mode"]


def test_a_commit_that_lacks_a_companion_is_told_so_with_the_evidence() -> None:
    (receipt,) = tell(house())
    whisper = receipt.whisper
    assert whisper.hint == (
        "You changed a.toml; a.lock may belong to it (changed with a.toml in 60 of 120 commits)"
    )
    assert [guess.activity for guess in whisper.guesses] == ["a.lock"]
    assert (whisper.kind, whisper.project, whisper.trigger) == ("file", str(ROOT), COMPANION_MISSING)
    assert whisper.chance > 0.7


def test_what_is_usual_is_called_so() -> None:
    here = House(cost=0.0)
    pairs = [event for n in range(90) for event in change(f"pair{n}", ["a.toml", "a.lock"], NOW - 2e6 + n)]
    here.log.append(pairs + forgetful(60) + change("now", ["a.toml"], NOW))
    (receipt,) = tell(here.loaded())
    assert (
        "a.lock usually changes with it (changed with a.toml in 150 of 210 commits)" in receipt.whisper.hint
    )


def test_too_little_history_lacks_nothing() -> None:
    assert tell(house(times=2)) == []


def test_without_consent_to_the_repository_nothing_is_looked_at() -> None:
    here = house()
    here.application.consents.change("git", str(ROOT), granted=False)
    assert tell(here) == []
    assert here.signals.recent(COMPANION_MISSING) == []


def test_a_project_that_is_not_known_lacks_nothing() -> None:
    here = house()
    here.signals.tell(Signal(CHANGES_COMMITTED, NOW, {"project": None}))
    assert here.signals.recent(COMPANION_MISSING) == []
