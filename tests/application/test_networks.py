"""Versions of the networks: kept when they are promoted, switched at once, gone when events are forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from tests.application.in_memory import NOW, PROJECT, ROOT, House, commands, commits
from tests.application.rehearsed_model import ALIKE, BETTER, RehearsedModel
from tests.domain.lessons import names_about, often_right

from jepa_learning.domain.errors import ModelUnknownError, RequestError, StoreError
from jepa_learning.domain.model_version import ModelVersion
from jepa_learning.domain.promotion import Verdict


def house(folder: Path, verdict: Verdict = BETTER) -> House:
    make = partial(RehearsedModel, verdict=verdict)
    return House(models=folder, make_network=make).loaded()


def teach(at: House, kind: str, lessons: int = 4) -> None:
    at.networks.models[kind].learn_many(often_right(lessons), VOCABULARY)


VOCABULARY = names_about()


def listed(at: House) -> list[tuple[str, str]]:
    return [(one.name, one.state) for one in at.networks.versions()]


def weights(at: House, name: str) -> str:
    (found,) = [one for one in at.networks.versions() if one.name == name]
    return (at.networks.place(found) / "weights").read_text()


def test_what_is_promoted_is_kept_and_answers(tmp_path: Path) -> None:
    at = house(tmp_path)
    at.application.learn(commands(["ls", "cd"]))
    teach(at, "sequence", 8)
    assert [at.networks.learn_round() for _ in range(3)] == [True, True, False]
    first, second = at.networks.versions()
    assert (first.name, first.state, first.reason) == ("sequence-1", "aside", "replaced by sequence-2")
    assert second == ModelVersion(
        "sequence", "sequence-2", "live", BETTER.reason, "sequence-1", NOW, "", 2, 2, 8, 0.5, 0.1, 40
    )
    assert (weights(at, "sequence-1"), weights(at, "sequence-2")) == ("after 1 rounds", "after 2 rounds")


def test_a_start_loads_what_is_live(tmp_path: Path) -> None:
    places: list[Path | None] = []

    def make(place: Path | None, told: object) -> RehearsedModel:
        places.append(place)
        return RehearsedModel(place, told, BETTER)  # type: ignore[arg-type]

    at = House(models=tmp_path, make_network=make).loaded()
    teach(at, "sequence")
    at.networks.learn_round()
    at.networks.restart("sequence")
    at.networks.models["sequence"].score([], VOCABULARY)
    assert places == [None, tmp_path / "sequence-1"]


def test_too_few_lessons_load_nothing(tmp_path: Path) -> None:
    at = house(tmp_path)
    teach(at, "sequence", 3)
    assert not at.networks.learn_round()
    (file, sequence) = at.networks.standings()
    assert (sequence.state.is_loaded, sequence.state.waiting, file.state.waiting) == (False, 3, 0)


def test_what_was_found_no_better_is_kept_aside_at_the_end_with_the_reason(tmp_path: Path) -> None:
    at = house(tmp_path, ALIKE)
    teach(at, "sequence")
    at.networks.learn_round()
    assert listed(at) == []
    at.networks.close()
    (only,) = at.networks.versions()
    assert (only.state, only.reason, only.lessons) == ("aside", ALIKE.reason, 4)


def test_a_version_can_be_promoted_and_rolled_back_and_is_loaded_at_once(tmp_path: Path) -> None:
    at = house(tmp_path)
    teach(at, "sequence", 8)
    at.networks.learn_round()
    at.networks.learn_round()
    at.networks.promote("sequence-1")
    assert listed(at) == [("sequence-1", "live"), ("sequence-2", "aside")]
    assert not at.networks.standings()[1].state.is_loaded
    assert at.networks.roll_back() == [None]
    assert at.networks.models["sequence"].score([], VOCABULARY) is None


def test_what_cannot_be_switched_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    at = house(tmp_path)
    for kind in (None, "file"):
        with pytest.raises(RequestError, match="nothing to roll back"):
            at.networks.roll_back(kind)
    with pytest.raises(ModelUnknownError, match="'file-1'"):
        at.networks.promote("file-1")


def test_old_versions_go_and_the_newest_stay(tmp_path: Path) -> None:
    at = house(tmp_path)
    teach(at, "sequence", 24)
    while at.networks.learn_round():
        pass
    assert [name for name, _ in listed(at)] == ["sequence-4", "sequence-5", "sequence-6"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sequence-4", "sequence-5", "sequence-6"]


def test_what_cannot_be_kept_is_noted_and_learning_goes_on(tmp_path: Path) -> None:
    at = house(tmp_path)

    def fail(versions: Sequence[ModelVersion]) -> None:
        raise StoreError("the disk is full")

    at.registry.replace = fail  # type: ignore[method-assign]
    teach(at, "sequence")
    assert at.networks.learn_round()
    assert ("model_unsaved", "warning") in [(happening, level) for level, happening, _ in at.journal.lines]


@pytest.mark.parametrize("how", ["forget", "rebuild"])
def test_forgotten_events_and_a_rebuild_take_all_that_was_taught_with_them(tmp_path: Path, how: str) -> None:
    at = house(tmp_path)
    at.application.learn(commits(4))
    teach(at, "sequence", 6)
    at.networks.learn_round()
    assert listed(at) == [("file-1", "live"), ("sequence-1", "live")]
    if how == "forget":
        at.application.forget(directory=ROOT)
    else:
        list(at.application.rebuild())
    assert (listed(at), list(tmp_path.iterdir())) == ([], [])
    assert not at.networks.standings()[1].state.is_loaded
    assert at.networks.standings()[1].state.waiting == 0


def test_nothing_learnt_from_what_was_forgotten_can_be_kept(tmp_path: Path) -> None:
    at = house(tmp_path)
    epoch = at.networks.epoch
    with at.networks.unless_forgotten(epoch):
        pass
    at.application.forget()
    with pytest.raises(RequestError, match="erased meanwhile"), at.networks.unless_forgotten(epoch):
        pass


def test_status_tells_how_each_network_is_doing(tmp_path: Path) -> None:
    at = house(tmp_path)
    teach(at, "sequence", 5)
    at.networks.learn_round()
    file, sequence = at.application.status(PROJECT.root).networks
    assert (file.version, file.silent is not None) == (None, True)
    assert sequence.version is not None
    assert sequence.version.name == "sequence-1"
    assert (sequence.silent, sequence.state.waiting, sequence.state.promotions) == (None, 1, 1)


def test_a_network_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    at = House(models=tmp_path).loaded()
    teach(at, "sequence")
    at.networks.learn_round()
    assert at.networks.standings()[1].silent == "there is no MLX here"


def history(at: House, runs: int, *, first: int = 0) -> None:
    for run in range(first, first + runs):
        at.application.learn(commands(["git add .", "git commit", f"make {run % 3}"], case=f"run-{run}"))


def restarted(at: House, verdict: Verdict = ALIKE) -> House:
    """Another process on the same data directory."""
    at.learner.save()
    at.networks.close()
    make = partial(RehearsedModel, verdict=verdict)
    return House(models=at.models, make_network=make, before=at).loaded()


def waiting(at: House) -> int:
    return at.networks.standings()[1].state.waiting


def test_after_a_restart_what_was_not_settled_is_learnt_again(tmp_path: Path) -> None:
    at = house(tmp_path, ALIKE)
    history(at, 7)
    at.networks.learn_round()
    assert waiting(at) == 12
    again = restarted(at)
    assert waiting(again) == 16


def test_of_many_lessons_the_newest_are_learnt_again(tmp_path: Path) -> None:
    at = house(tmp_path, ALIKE)
    history(at, 30)
    assert waiting(restarted(at)) == 40


def test_after_a_restart_what_answers_is_not_compared_on_what_it_has_learnt(tmp_path: Path) -> None:
    at = house(tmp_path, BETTER)
    history(at, 7)
    at.learner.save()
    while at.networks.learn_round():
        pass
    assert waiting(restarted(at)) == 0


def test_what_came_after_a_promotion_is_learnt_again(tmp_path: Path) -> None:
    at = house(tmp_path, BETTER)
    history(at, 7)
    while at.networks.learn_round():
        pass
    assert waiting(at) == 0
    history(at, 6, first=7)
    assert waiting(restarted(at)) == 18


def test_the_same_verdict_is_kept_aside_once(tmp_path: Path) -> None:
    at = house(tmp_path, ALIKE)
    history(at, 7)
    at.networks.learn_round()
    again = restarted(at)
    again.networks.learn_round()
    again.networks.close()
    assert listed(again) == [("sequence-1", "aside")]


def test_a_log_that_is_learnt_again_from_its_beginning_holds_no_news_for_what_answers(tmp_path: Path) -> None:
    at = house(tmp_path, BETTER)
    history(at, 7)
    while at.networks.learn_round():
        pass
    at.learner.save()
    at.snapshots.forget()
    again = restarted_without_saving(at)
    assert waiting(again) == 0
    history(again, 14, first=7)
    assert waiting(again) >= 16


def restarted_without_saving(at: House) -> House:
    return House(models=at.models, make_network=partial(RehearsedModel, verdict=ALIKE), before=at).loaded()
