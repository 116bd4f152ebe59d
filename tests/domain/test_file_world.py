"""Files: what exists, what is known of it under which name, and what is asked and answered."""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.histories import (
    EVERYTHING,
    OPTIONS,
    ask,
    change,
    commits,
    learnt,
    names,
    probability,
    reason,
)

from jepa_learning.domain.build_learner import manifold_names
from jepa_learning.domain.event import Event, Prediction
from jepa_learning.domain.learner import Learner

TOGETHER = commits(["a.py", "b.py", "c.py", "d.py"], *([["a.py", "b.py"], ["c.py"], ["d.py"]] * 8))
PATHS = ("a.py", "b.py", "lib/a.py", "lib/b.py", "docs/a.md", "c.py")


def everything(learner: Learner, case: str = "now", **asked: str) -> Prediction:
    return learner.predict_one(ask(case, **asked), k=EVERYTHING)  # type: ignore[arg-type]


def following(learner: Learner, *paths: str, case: str = "now") -> Prediction:
    for path in paths:
        learner.observe_one(change(path, case))
    return everything(learner, case)


# What exists


def test_only_what_exists_is_proposed() -> None:
    learner = learnt(commits(["a.py", "b.py"], ["c.py"]))
    learner.learn_one(change("b.py", "gone", status="D"))
    assert set(names(everything(learner))) == {"a.py", "c.py"}


def test_the_deletion_of_a_file_never_seen_makes_no_candidate() -> None:
    learner = learnt([*commits(["a.py"]), change("b.py", "gone", status="D")])
    assert names(everything(learner)) == ["a.py"]


def test_a_file_of_the_case_is_not_proposed_again() -> None:
    learner = learnt(TOGETHER)
    assert set(names(following(learner, "a.py"))) == {"b.py", "c.py", "d.py"}
    assert set(names(everything(learner, "other"))) == {"a.py", "b.py", "c.py", "d.py"}


def test_nothing_is_proposed_where_nothing_is_known() -> None:
    assert names(everything(learnt([]))) == []
    assert names(everything(learnt([change("a.py", "c", status="D")]))) == []


def test_what_is_not_known_cannot_be_observed_into_being() -> None:
    learner = learnt(TOGETHER)
    assert "never.py" not in names(following(learner, "never.py", case="one"))
    assert "never.py" not in names(everything(learner, "two"))


def test_what_is_absent_is_no_candidate_and_the_others_share_what_is_left() -> None:
    learner = learnt(TOGETHER)
    whole = everything(learner)
    first, second = whole.candidates[:2]
    absent = frozenset({first.activity, "never.py"})
    said = learner.predict_one(replace(ask("now"), absent=absent), k=EVERYTHING)
    assert names(said) == names(whole)[1:]
    assert said.candidates[0].probability > second.probability


def test_a_rollout_goes_only_through_what_is_not_absent() -> None:
    query = replace(ask("now"), absent=frozenset({"a.py", "c.py"}), horizon=9)
    assert {one.activity for one in learnt(TOGETHER).rollout(query)} == {"b.py", "d.py"}


def test_to_ask_with_something_absent_changes_nothing_that_is_learnt() -> None:
    asked, plain = learnt(TOGETHER), learnt(TOGETHER)
    for number, path in enumerate(["a.py", "b.py", "d.py"] * 3):
        asked.predict_one(replace(ask(f"commit{number}"), absent=frozenset({"a.py"})), k=3)
        for learner in (asked, plain):
            learner.learn_one(change(path, f"commit{number}"))
    assert everything(asked) == everything(plain)


def test_where_everything_is_absent_nothing_is_proposed() -> None:
    absent = frozenset({"a.py", "b.py", "c.py", "d.py"})
    assert learnt(TOGETHER).predict_one(replace(ask("now"), absent=absent)).candidates == ()


# Renames


@pytest.mark.parametrize("chain", [["new.py"], ["tmp.py", "new.py"], ["x.py", "y.py", "a.py"]])
def test_a_renamed_file_keeps_its_past_under_its_new_name(chain: list[str]) -> None:
    before, learner, old = learnt(TOGETHER), learnt(TOGETHER), "a.py"
    for number, new in enumerate(chain):
        learner.learn_one(change(new, f"rename{number}", status="R", old=old))
        before.learn_one(change("a.py", f"rename{number}"))
        old = new
    after, plain = following(learner, "b.py"), following(before, "b.py")
    assert names(after)[0] == old
    assert names(plain)[0] == "a.py"
    seen = 9 + len(chain)  # the rename is a change of the file
    assert reason(after, old, "cochange") == "changed together in 9 of 9 commits with b.py"
    assert reason(following(learner, old, case="x"), "b.py", "cochange").startswith(
        f"changed together in 9 of {seen} commits with {old}"
    )


def test_counts_and_recency_follow_a_rename() -> None:
    history = [
        *commits(["b.py"], ["c.py"], *([["a.py"]] * 6)),
        change("z.py", "move", status="R", old="a.py"),
    ]
    said = everything(learnt(history, without=all_but("frequency", "recency")))
    assert reason(said, "z.py", "frequency") == "in 7 of 9 commits"
    assert reason(said, "z.py", "recency") == "in the last commit"


def all_but(*kept: str) -> list[str]:
    return sorted(manifold_names(OPTIONS) - set(kept))


def test_a_path_that_comes_back_after_a_rename_is_a_file_of_its_own() -> None:
    learner = learnt(TOGETHER)
    learner.learn_one(change("moved.py", "move", status="R", old="a.py"))
    learner.learn_one(change("a.py", "again", status="A"))
    said = following(learner, "b.py")
    assert {"a.py", "moved.py"} <= set(names(said))
    assert names(said)[0] == "moved.py"
    assert reason(said, "a.py", "cochange") == ""
    assert reason(said, "moved.py", "cochange") == "changed together in 9 of 9 commits with b.py"


def test_a_rename_onto_an_existing_path_replaces_what_was_there() -> None:
    learner = learnt(TOGETHER)
    learner.learn_one(change("c.py", "over", status="R", old="a.py"))
    said = following(learner, "b.py")
    assert sorted(names(said)) == ["c.py", "d.py"]
    assert reason(said, "c.py", "cochange") == "changed together in 9 of 9 commits with b.py"


def test_a_rename_of_a_file_never_seen_is_an_addition() -> None:
    learner = learnt([*TOGETHER, change("new.py", "move", status="R", old="outside.py")])
    assert "new.py" in names(everything(learner))


def test_a_file_that_is_deleted_and_added_again_keeps_its_past() -> None:
    learner = learnt([*TOGETHER, change("a.py", "gone", status="D")])
    assert "a.py" not in names(following(learner, "b.py"))
    learner.learn_one(change("a.py", "back", status="A"))
    said = following(learner, "b.py", case="later")
    assert reason(said, "a.py", "cochange") == "changed together in 9 of 9 commits with b.py"


def test_an_open_case_follows_a_rename_of_its_file() -> None:
    learner = learnt(TOGETHER)
    assert "a.py" not in names(following(learner, "a.py"))
    learner.learn_one(change("z.py", "move", status="R", old="a.py"))
    assert "z.py" not in names(everything(learner))


# Bulk commits


def test_a_bulk_commit_tells_what_exists_and_nothing_else() -> None:
    sweep = [
        change("a.py", "sweep", bulk=True),
        change("b.py", "sweep", status="D", bulk=True),
        change("new.py", "sweep", status="A", bulk=True),
        change("moved.py", "sweep", status="R", old="d.py", bulk=True),
    ]
    learner = learnt([*TOGETHER, *sweep])
    assert sorted(names(everything(learner))) == ["a.py", "c.py", "moved.py", "new.py"]
    said = following(learner, "a.py")
    assert reason(said, "new.py", "cochange") == ""
    assert reason(said, "moved.py", "cochange") == "changed together in 1 of 9 commits with a.py"


def test_a_bulk_deletion_of_what_was_never_seen_makes_no_candidate() -> None:
    learner = learnt([*TOGETHER, change("x.py", "sweep", status="D", bulk=True)])
    assert "x.py" not in names(everything(learner))


def test_what_a_bulk_commit_touched_is_no_more_likely_than_before() -> None:
    files = [f"f{number}.py" for number in range(6)]
    history = [change(path, "first", status="A", bulk=True) for path in files]
    said = everything(learnt(history))
    assert len({candidate.probability for candidate in said.candidates}) == 1


# Asking and following change nothing


def test_to_follow_is_not_to_learn() -> None:
    learner = learnt(TOGETHER)
    known, before = learner.knowledge("file", "/p"), everything(learner)
    following(learner, "c.py", "d.py", "new.py", case="other")
    assert learner.knowledge("file", "/p") == known
    assert everything(learner) == before


def test_a_question_asked_twice_gives_the_same_answer() -> None:
    learner = learnt(TOGETHER)
    assert everything(learner, intent="fix a") == everything(learner, intent="fix a")


def test_asking_never_changes_what_comes_later() -> None:
    silent, asked = learnt([]), learnt([])
    for event in TOGETHER:
        everything(asked, event.case, intent="fix the first")
        asked.rollout(ask("elsewhere", horizon=3))
        asked.learn_one(event)
        silent.learn_one(event)
    assert everything(asked) == everything(silent)
    assert following(asked, "a.py") == following(silent, "a.py")


def test_a_rollout_has_as_many_distinct_files_as_asked_and_changes_nothing() -> None:
    learner = learnt(TOGETHER)
    before = following(learner, "a.py")
    steps = learner.rollout(ask(horizon=3))
    assert len({step.activity for step in steps}) == 3
    assert "a.py" not in {step.activity for step in steps}
    assert steps[0] == before.candidates[0]
    assert everything(learner) == before


def test_a_rollout_ends_where_every_file_is_taken() -> None:
    assert len(learnt(TOGETHER).rollout(ask(horizon=9))) == 4


# Which case, which project


def test_a_case_asked_about_after_others_were_learnt_is_asked_about_now() -> None:
    late, fresh = learnt(TOGETHER[:4]), learnt(TOGETHER[:4])
    late.observe_one(change("a.py", "open"))
    for learner in (late, fresh):
        learner.learn_many(TOGETHER[4:20])
    assert everything(late, "open") == following(fresh, "a.py", case="open")


def test_words_never_count_more_commits_than_there_were() -> None:
    history = commits(["a.py", "b.py", "c.py"], *([["a.py"]] * 9))
    learner = learnt(history[:3], without=all_but("frequency"))
    learner.observe_one(change("c.py", "open"))
    learner.learn_many(history[3:])
    assert reason(everything(learner, "open"), "a.py", "frequency") == "in 10 of 10 commits"


def test_only_so_many_cases_stay_open() -> None:
    learner = learnt(TOGETHER)
    following(learner, "a.py", case="old")
    for number in range(OPTIONS.files.open_cases):
        following(learner, "b.py", case=f"newer {number}")
    assert "a.py" in names(everything(learner, "old"))


def test_the_files_of_projects_do_not_mix() -> None:
    learner = learnt([*TOGETHER, change("theirs.py", "c", project="/q")])
    assert "theirs.py" not in names(everything(learner))
    question = replace(ask(), attributes={"project": "/q"})
    assert names(learner.predict_one(question)) == ["theirs.py"]
    assert learner.knowledge("file", "/q").events == 1


def test_knowledge_counts_events_commits_and_the_files_that_exist() -> None:
    learner = learnt([*commits(["a.py", "b.py"], ["a.py"]), change("b.py", "gone", status="D")])
    known = learner.knowledge("file", "/p")
    assert (known.events, known.cases, known.activities) == (4, 3, 1)


def test_a_file_that_changes_again_and_again_in_one_case_counts_once() -> None:
    learner = learnt([*TOGETHER, *([change("a.py", "long"), change("b.py", "long")] * 50)])
    said = following(learner, "a.py")
    assert reason(said, "b.py", "cochange") == "changed together in 10 of 10 commits with a.py"


def test_a_case_of_one_file_that_changes_for_ever_stays_small() -> None:
    learner = learnt([*TOGETHER, change("a.py", "long"), change("a.py", "long")])
    size = len(pickle.dumps(learner))
    learner.learn_many([change("a.py", "long")] * 500)
    assert len(pickle.dumps(learner)) < size + 100


# Intents


def test_a_blind_question_has_weights_that_were_learnt_by_hiding_the_intent() -> None:
    plain = [change(event.activity, event.case) for event in TOGETHER]
    told = [change(event.activity, event.case, intent="noise of the day") for event in TOGETHER]
    without = ["intent_words", "name_parts", "path_words", "similar_cases"]
    assert everything(learnt(told, without=without)) == everything(learnt(plain, without=without))
    assert everything(learnt(told)).candidates != everything(learnt(TOGETHER[:4])).candidates


def test_an_intent_finds_what_its_words_led_to() -> None:
    history = []
    for number in range(12):
        history.append(change("router.py", f"r{number}", intent="fix the route table"))
        history.append(change("parser.py", f"p{number}", intent="speed up the parser's tokens"))
        history.append(change("docs.md", f"d{number}", intent="explain how it works"))
    learner = learnt(history)
    assert names(everything(learner, intent="wrong route in the table"))[0] == "router.py"
    assert names(everything(learner, intent="tokens are lost"))[0] == "parser.py"


# Any stream

STATUSES = st.sampled_from("AMMMDRR")
EVENTS = st.lists(
    st.tuples(STATUSES, st.sampled_from(PATHS), st.sampled_from(PATHS), st.integers(0, 9), st.booleans()),
    min_size=8,
    max_size=40,
)
Drawn = list[tuple[str, str, str, int, bool]]


def stream(drawn: Drawn) -> list[Event]:
    """Events of which every third or so begins a new case; now and then a case goes on later."""
    events: list[Event] = []
    case = 0
    for status, path, other, chance, bulk in drawn:
        case += chance < 4
        name = f"c{case if chance < 9 else max(0, case - 2)}"
        old = other if status == "R" else None
        told = ["fix lib", "write docs for a", None][chance % 3]
        events.append(
            change(
                path,
                name,
                status=status,
                old=old,
                intent=told,
                author=["x", None][chance % 2],
                time=60.0 * len(events),
                bulk=bulk and chance == 0,
            )
        )
    return events


class Tree:
    """What exists, in twelve lines."""

    def __init__(self) -> None:
        self.paths: set[str] = set()

    def happen(self, event: Event) -> None:
        status, old = event.attributes["status"], event.attributes.get("old_path")
        if status == "D":
            self.paths.discard(event.activity)
            return
        if old in self.paths:
            self.paths.discard(str(old))
        self.paths.add(event.activity)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_whatever_happens_the_candidates_are_what_exists_and_the_probabilities_are_some(
    drawn: Drawn,
) -> None:
    learner, tree = learnt([]), Tree()
    for number, event in enumerate(stream(drawn)):
        learner.learn_one(event)
        tree.happen(event)
        if number % 3:
            continue
        fresh = everything(learner, "fresh", intent="fix docs")
        assert sorted(names(fresh)) == sorted(tree.paths)
        under_way = everything(learner, event.case)
        assert set(names(under_way)) <= tree.paths
        assert event.activity not in names(under_way) or event.attributes.get("bulk")
        for said in (fresh, under_way):
            is_sound(said)


def is_sound(said: Prediction) -> None:
    chances = [candidate.probability for candidate in said.candidates]
    assert all(math.isfinite(chance) and 0.0 <= chance <= 1.0 for chance in chances)
    assert chances == sorted(chances, reverse=True)
    assert len(set(names(said))) == len(chances)
    assert 0.0 <= said.confidence <= 1.0
    assert 0.0 <= said.disagreement <= 1.0
    for candidate in said.candidates:
        assert sum(reason.share for reason in candidate.reasons.values()) <= 1.0 + 1e-9
        assert all("\n" not in reason.words for reason in candidate.reasons.values())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS, st.integers(0, 40))
def test_the_same_stream_gives_the_same_answers_also_after_a_round_trip_on_disk(
    drawn: Drawn, cut: int
) -> None:
    events = stream(drawn)
    straight, stored = learnt(events), learnt(events[:cut])
    stored = pickle.loads(pickle.dumps(stored))
    stored.learn_many(events[cut:])
    for case in ("fresh", events[-1].case):
        assert everything(stored, case, intent="fix lib") == everything(straight, case, intent="fix lib")
    assert stored.rollout(ask(horizon=3)) == straight.rollout(ask(horizon=3))


IN_A_PROCESS = """
from dataclasses import replace
from tests.domain.histories import ask, change, learnt
said = "fix the slow router table of every host when many words meet in one place and none is rare".split()
history = []
for n in range(40):
    for m in range(1 + n % 3):
        intent = " ".join(said[(n * 5 + j * j) % len(said)] for j in range(6))
        path = f"{said[n % 7]}/{said[(n * m + 3) % 11]}.py"
        text = " ".join(said[: n % 19] * (1 + m) + [path])
        history.append(replace(change(path, f"c{n}", intent=intent, author="ada"), content=text))
learner = learnt(history)
for n in range(9):
    print(learner.predict_one(ask(intent=" ".join(said[n:])), k=20))
"""


def test_the_same_history_gives_the_same_answers_in_every_process() -> None:
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root / "python"), str(root)])
    answers = {
        subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS],
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
    assert "Candidate" in answers.pop()


def test_every_candidate_is_about_as_likely_as_it_turns_out() -> None:
    learner = learnt(TOGETHER)
    said = following(learner, "a.py")
    assert names(said)[0] == "b.py"
    assert probability(said, "b.py") > 0.5
    assert probability(said, "b.py") == said.confidence
