"""What is new is weighed, listed, offered once, or adapted to with consent; and never again once undone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.application.in_memory import DEFAULTS, NOW, ROOT, House
from tests.application.test_start_project import GAME, NEW, OLD, OTHER, PYTHON, commits

from jepa_learning.adapters.memory.answer_store import MemoryAnswerStore
from jepa_learning.application.adapt import Adapt, Adapted
from jepa_learning.bootstrap import adaptation_rules
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.errors import RequestError, StoreError
from jepa_learning.domain.event import Event
from jepa_learning.domain.noticed import NoticeRules, Permit
from jepa_learning.domain.project_start import StartRules
from jepa_learning.domain.signals import CHANGE_APPLIED, NOVELTY_DETECTED
from jepa_learning.ports.event_log import EventLog

RELEASE = ("checkout", "bump", "build", "sign", "publish", "announce")


def runs(
    count: int, *, workflow: str, steps: tuple[str, ...], project: str = "", shuffle: bool = False
) -> list[Event]:
    rng = random.Random(0)
    return [
        Event(
            "step",
            step,
            f"{workflow}{run}",
            NOW + 100.0 * run + place,
            attributes={"workflow": workflow, **({"project": project} if project else {})},
            source="jsonl",
        )
        for run in range(count)
        for place, step in enumerate(rng.sample(steps, len(steps)) if shuffle else steps)
    ]


def noticing(**given: object) -> Rules:
    rules = adaptation_rules()
    return replace(rules, notice=replace(rules.notice, **given))


def house_with_new_workflow(permit: Permit = "ask", *, project: str = "") -> House:
    house = House(
        rules=noticing(workflow=permit, every=1, tool="never"), defaults={**DEFAULTS, "autonomous": False}
    )
    house.log.append(runs(30, workflow="usual", steps=("edit", "lint", "test")))
    house.log.append(runs(4, workflow="release", steps=RELEASE, project=project))
    return house.loaded()


def house_with_new_repository() -> House:
    rules = noticing(every=1, least_confidence=0.0, tool="never")
    rules = replace(rules, start=StartRules(most_cases=100, least_lent=40, least_likeness=0.3))
    house = House(rules=rules)
    house.log.append([*commits(OLD, PYTHON, 50), *commits(OTHER, GAME, 50), *commits(str(ROOT), NEW, 30)])
    return house.loaded()


def typed(lines: list[str], *, began: float) -> list[Event]:
    return [
        Event("command", line, f"s{began}-{place // 3}", began + place, source="shell")
        for place, line in enumerate(lines)
    ]


def fail(*given: object, **named: object) -> None:
    raise StoreError("the disk is full")


def told(house: House, signal: str = NOVELTY_DETECTED) -> list[str]:
    return [str(one.facts["evidence"]) for one in house.signals.recent(signal)]


def test_a_new_workflow_is_weighed_listed_and_offered_once() -> None:
    house = house_with_new_workflow()
    stored = house.log.size().events
    house.notice_novelty()
    (one,) = house.notice_novelty.standing()
    assert (one.what, one.name, one.offer) == ("workflow", "release", "lev jepa adapt --workflow release")
    assert one.words.startswith("The workflow release is new (4 runs, 100 % of its steps unknown)")
    assert told(house) == [f"{one.words}. {one.offer}"]
    assert (house.log.size().events, house.application.adapt.show()) == (stored, [])
    house.notice_novelty.forget()
    house.notice_novelty()
    assert len(told(house)) == 1


def test_what_was_adapted_to_by_hand_or_dismissed_is_not_new_any_more() -> None:
    house = house_with_new_workflow()
    house.notice_novelty()
    house.application.adapt(None, workflow="release")
    assert house.notice_novelty.standing() == []
    house = house_with_new_workflow()
    house.notice_novelty()
    assert house.notice_novelty.dismiss("release").name == "release"
    house.notice_novelty.forget()
    house.notice_novelty()
    assert house.notice_novelty.standing() == []
    with pytest.raises(RequestError, match="expected what is new here, which is nothing"):
        house.notice_novelty.dismiss("release")


@pytest.mark.parametrize("permit", ["never", "show"])
def test_where_the_rules_do_not_say_so_nothing_is_offered(permit: Permit) -> None:
    house = house_with_new_workflow(permit)
    house.notice_novelty()
    assert told(house) == []
    assert len(house.notice_novelty.standing()) == (permit == "show")


def test_with_the_rule_and_consent_it_is_adapted_to_told_and_not_again_once_undone() -> None:
    house = house_with_new_workflow("act", project=str(ROOT))
    house.application.consents.change("autonomous", str(ROOT), granted=True)
    house.notice_novelty()
    (((_, name), _),) = house.application.adapt.show()
    assert name == "release"
    (words,) = told(house, CHANGE_APPLIED)
    assert words.endswith("That was done by itself: lev jepa adapt --undo --workflow release")
    house.application.adapt.undo("release")
    house.notice_novelty()
    assert (house.application.adapt.show(), house.notice_novelty.standing()) == ([], [])


def test_what_was_adapted_to_by_hand_and_undone_is_neither_done_nor_offered_again() -> None:
    house = house_with_new_workflow("act", project=str(ROOT))
    house.notice_novelty()
    house.application.consents.change("autonomous", str(ROOT), granted=True)
    house.application.adapt(None, workflow="release")
    house.application.adapt.undo("release")
    house.notice_novelty()
    assert (house.application.adapt.show(), house.notice_novelty.standing()) == ([], [])
    asking = house_with_new_workflow()
    asking.application.adapt(None, workflow="release")
    asking.application.adapt.undo("release")
    asking.notice_novelty()
    assert (told(asking), asking.notice_novelty.standing()) == ([], [])


def test_a_project_whose_start_was_undone_is_not_offered_again() -> None:
    house = house_with_new_repository()
    house.application.start_project(ROOT)
    assert house.application.start_project.show()
    house.application.start_project.undo(ROOT)
    house.notice_novelty()
    assert (told(house), house.notice_novelty.standing()) == ([], [])


def test_after_a_fault_in_weighing_it_is_weighed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_with_new_workflow()
    with monkeypatch.context() as broken:
        broken.setattr(Adapt, "weigh", fail)
        with pytest.raises(StoreError):
            house.notice_novelty()
    house.notice_novelty()
    assert len(house.notice_novelty.standing()) == 1


def test_after_a_fault_in_adapting_it_is_adapted_to_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_with_new_workflow("act", project=str(ROOT))
    house.application.consents.change("autonomous", str(ROOT), granted=True)
    with monkeypatch.context() as broken:
        broken.setattr(Adapt, "__call__", fail)
        with pytest.raises(StoreError):
            house.notice_novelty()
    assert (house.application.adapt.show(), told(house, CHANGE_APPLIED)) == ([], [])
    house.notice_novelty()
    assert (len(house.application.adapt.show()), len(told(house, CHANGE_APPLIED))) == (1, 1)


def test_where_answers_cannot_be_kept_nothing_is_done_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_with_new_workflow("act", project=str(ROOT))
    house.application.consents.change("autonomous", str(ROOT), granted=True)
    with monkeypatch.context() as broken:
        broken.setattr(MemoryAnswerStore, "remember", fail)
        with pytest.raises(StoreError):
            house.notice_novelty()
    assert house.application.adapt.show() == []


def test_what_was_erased_while_it_looked_is_looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_with_new_workflow()
    weigh = Adapt.weigh

    def erase_and_weigh(adapt: Adapt, workflow: str) -> Adapted:
        house.notice_novelty.forget()
        return weigh(adapt, workflow)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Adapt, "weigh", erase_and_weigh)
        house.notice_novelty()
    assert house.notice_novelty.standing() == []
    house.notice_novelty()
    assert len(house.notice_novelty.standing()) == 1


def test_after_a_fault_in_reading_nothing_is_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(rules=noticing(every=1, newest=20, tool="show"), defaults={**DEFAULTS, "shell": True})
    house.log.append(typed(["ls", "make"] * 10, began=NOW))
    house.log.append(typed(["make", "kubectl get pods"] * 7 + ["ls"] * 6, began=NOW + 100.0))
    house.loaded()
    store, whole = type(house.log), type(house.log).read

    def breaks_off(log: EventLog, **asked: int) -> Iterator[tuple[int, Event]]:
        yield from itertools.islice(whole(log, **asked), 36)
        raise StoreError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(store, "read", breaks_off)
        with pytest.raises(StoreError):
            house.notice_novelty()
    house.notice_novelty()
    (one,) = house.notice_novelty.standing()
    assert one.words.startswith("The program kubectl is new: 7 uses")


def test_without_consent_or_whispers_nothing_is_done_by_itself() -> None:
    house = house_with_new_workflow("act", project=str(ROOT))
    house.notice_novelty()
    assert (house.application.adapt.show(), len(told(house))) == ([], 1)
    silent = house_with_new_workflow("act", project=str(ROOT))
    silent.application.consents.change("autonomous", str(ROOT), granted=True)
    silent.whispers.turn(on=False)
    silent.notice_novelty()
    assert (silent.application.adapt.show(), told(silent), told(silent, CHANGE_APPLIED)) == ([], [], [])
    assert len(silent.notice_novelty.standing()) == 1


def test_what_was_forgotten_is_not_named_any_more() -> None:
    house = house_with_new_workflow()
    house.notice_novelty()
    house.application.forget(source="jsonl")
    assert house.notice_novelty.standing() == []
    house.notice_novelty()
    assert house.notice_novelty.standing() == []


def test_it_looks_once_in_so_many_events() -> None:
    house = House(rules=noticing(every=1000, tool="never")).loaded()
    house.notice_novelty()
    house.application.learn(runs(4, workflow="release", steps=RELEASE))
    house.notice_novelty()
    assert house.notice_novelty.standing() == []


def test_the_rules_name_what_they_permit() -> None:
    rules = NoticeRules("ask", "act", "show", 1, 0.9, 20, 10, 2, 2, 3, 100)
    assert [rules.permit(one) for one in ("repository", "workflow", "tool")] == ["ask", "act", "show"]
