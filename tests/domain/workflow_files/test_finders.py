"""What of a workflow file is waste is found with its line, and not where it nearly is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.domain.waste.finds import START, changes
from tests.domain.workflow_files.files import CI, NODE, file, found, run

from jepa_learning.domain.event import Event
from jepa_learning.domain.workflow_files.edit import Edit, edited
from jepa_learning.domain.workflow_files.unread_schedule import is_daily

LOCK = ("package-lock.json",)


def mended(text: str, kind: str, tracked: tuple[str, ...] = LOCK) -> str:
    (blemish,) = found([file(text)], kind, tracked=tracked)
    (edit,) = blemish.edits
    return edited(text, edit)


def test_an_action_that_could_keep_packages_is_told_so_with_what_is_known() -> None:
    events = run("r1", [("Run npm ci", "success")]) + run("r2", [("Run npm ci", "success")], seconds=30.0)
    events += changes("c1", ["a.js"], "x") + changes("c2", ["package-lock.json"], "x")
    (blemish,) = found([file(NODE)], "missing_cache", tracked=LOCK, events=events)
    finding = blemish.finding()
    assert finding.words == (
        f"{CI}:11: actions/setup-node@v4 keeps no packages between runs, and Run npm ci fetches them; it "
        "took 45 s in 2 runs; package-lock.json changed in 1 of 2 commits"
    )
    assert (finding.places, finding.lost_s, finding.count) == ((f"{CI}:11",), 90.0, 2)


def test_the_cache_is_put_in_and_everything_else_stays() -> None:
    after = mended(NODE, "missing_cache")
    assert after.splitlines()[11:13] == ["        with:", "          cache: npm"]
    assert after.replace("          cache: npm\n", "") == NODE
    bare = NODE.replace(
        "        with:\n          # the oldest that we support\n          node-version: 20\n", ""
    )
    assert "setup-node@v4\n        with:\n          cache: npm\n      - run" in mended(bare, "missing_cache")


SHARED = """\
on: push
jobs:
  test:
    steps:
      - uses: actions/setup-node@v4
        with: &given
          node-version: 20
      - run: npm ci
  lint:
    steps:
      - uses: actions/setup-node@v4
        with: *given
      - run: npm ci
"""


def edits_of(text: str) -> set[tuple[Edit, ...]]:
    return {one.edits for one in found([file(text)], "missing_cache", tracked=(*LOCK, "yarn.lock"))}


def test_inputs_that_steps_share_get_the_cache_that_all_of_them_lack_once() -> None:
    assert edits_of(SHARED) == {(Edit(6, ("          cache: npm",)),)}
    apart = SHARED.replace("with: &given\n", "with:\n          &given\n")
    assert edits_of(apart) == {(Edit(7, ("          cache: npm",)),)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lint:\n    steps:\n      - uses: actions/setup-node@v4", "lint:\n    steps:\n      - uses: a/b@v1"),
        ("*given\n      - run: npm ci", "*given\n      - run: yarn install"),
        ("*given\n      - run: npm ci", "*given\n      - uses: actions/cache@v4\n      - run: npm ci"),
        ("*given\n", "{}\n        env: *given\n"),
    ],
)
def test_inputs_shared_with_what_does_not_lack_the_same_are_left_to_a_person(old: str, new: str) -> None:
    blemish = found([file(SHARED.replace(old, new))], "missing_cache", tracked=(*LOCK, "yarn.lock"))[0]
    assert blemish.edits == ()
    assert blemish.words.endswith("shared with other steps, so cache: npm is yours to add")


def test_a_step_that_jobs_share_is_changed_once_where_all_lack_the_same() -> None:
    whole = SHARED.replace(
        "- uses: actions/setup-node@v4\n        with: &given",
        "- &node\n        uses: actions/setup-node@v4\n        with:",
    )
    whole = whole.replace("- uses: actions/setup-node@v4\n        with: *given", "- *node")
    assert edits_of(whole) == {(Edit(7, ("          cache: npm",)),)}
    assert edits_of(whole.replace("*node\n      - run: npm ci", "*node\n      - run: yarn install")) == {()}


def test_nothing_is_put_into_inputs_that_stand_elsewhere() -> None:
    other = "      - uses: actions/setup-python@v5\n        with: &given\n          node-version: 20\n"
    own = "        with:\n          # the oldest that we support\n          node-version: 20\n"
    text = NODE.replace(own, "        with: *given\n").replace("      # the one", f"{other}      # the one")
    (blemish,) = found([file(text)], "missing_cache", tracked=LOCK)
    assert blemish.edits == ()


@pytest.mark.parametrize(
    "step",
    [
        "        with: {a: 1}\n        with: [1]\n",
        "        with: {b: {c: 1, c: [1]}}\n",
        f"        uses: actions/setup-node@v{'9' * 5000}\n",
    ],
)
def test_no_strange_file_stops_the_others_from_being_looked_at(step: str) -> None:
    strange = file(
        f"on: push\njobs:\n  a:\n    steps:\n      - name: x\n{step}" + "      - run: npm ci\n" * 3
    )
    assert len(found([strange, file(NODE, f"{CI}l")], "missing_cache", tracked=LOCK)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("node-version: 20", "node-version: 20\n          cache: npm"),
        ("npm ci", "make"),
        ("setup-node@v4", "setup-node@v5"),
        ("setup-node@v4", "setup-node@main"),
        ("- run: npm test", "- uses: actions/cache@v4"),
        ("- run: npm test", "- run: npm publish"),
    ],
)
def test_what_keeps_or_fetches_nothing_or_is_not_known_lacks_no_cache(old: str, new: str) -> None:
    assert found([file(NODE.replace(old, new))], "missing_cache", tracked=LOCK) == []


def test_without_a_lock_file_nothing_could_be_kept() -> None:
    assert found([file(NODE)], "missing_cache") == []


def test_cargo_builds_anew_where_nothing_is_kept() -> None:
    text = NODE.replace("npm ci", "cargo test").replace(
        "      - run: cargo", "      # all of it\n      - run: cargo"
    )
    after = mended(text, "missing_cache", ("Cargo.toml",))
    assert "      - uses: Swatinem/rust-cache@v2\n      # all of it\n      - run: cargo test\n" in after


def test_runs_of_pull_requests_that_are_overtaken_should_end() -> None:
    after = mended(NODE, "missing_concurrency")
    assert "# everything\n\nconcurrency:\n  group:" in after
    assert "'pull_request' }}\n\n# what is done\njobs:\n" in after
    assert found([file(after)], "missing_concurrency") == []
    assert found([file(NODE.replace(", pull_request", ""))], "missing_concurrency") == []
    for types, times in (("[closed]", 0), ("[opened, synchronize]", 1)):
        text = NODE.replace("[push, pull_request]", f"\n  pull_request:\n    types: {types}\n")
        assert len(found([file(text)], "missing_concurrency")) == times


def test_a_file_with_other_ends_of_lines_keeps_them() -> None:
    text = NODE.replace("\n", "\r\n")
    after = mended(text, "missing_concurrency")
    assert after.count("\r\n") == after.count("\n") == text.count("\n") + 4


def test_what_stands_in_brackets_is_found_and_left_to_a_person() -> None:
    text = "on: pull_request\njobs: {test: {steps: [{uses: actions/setup-node@v4}, {run: npm ci}]}}\n"
    (blemish,) = found([file(text)], "missing_cache", tracked=LOCK)
    assert blemish.edits == ()


def test_jobs_that_begin_alike_are_duplicated_wherever_they_stand() -> None:
    other = NODE.replace("  test:", "  docs:").replace("npm test", "npm run docs")
    (blemish,) = found([file(NODE), file(other, ".github/workflows/docs.yml")], "duplicated_steps")
    assert blemish.words.startswith("3 steps in a row are the same in 2 jobs (docs, test)")
    assert blemish.finding().places == (f"{CI}:9", ".github/workflows/docs.yml:9")
    assert found([file(NODE), file(other.replace("20", "22"), "b.yml")], "duplicated_steps") == []


def test_steps_are_the_same_from_where_they_begin_to_be_and_told_once() -> None:
    more = NODE.replace("npm test", "npm test\n      - run: npm run lint")
    other = more.replace("actions/checkout@v4", "actions/checkout@v3")
    (blemish,) = found([file(more), file(other, "b.yml")], "duplicated_steps")
    assert blemish.words.startswith("4 steps in a row")
    assert blemish.finding().places == (f"{CI}:11", "b.yml:11")


def test_a_call_that_a_runners_workflow_repeats_is_duplicated() -> None:
    step = "    - {plugin: jepa, command: search, args: {words: cache}}\n"
    head = "metadata: {type: workflow, id: look}\nworkflow_config:\n  steps:\n"
    other = step.replace("cache}", "x}")
    (blemish,) = found([file(head + step + other + step, "look.yaml", "runner")], "duplicated_steps")
    assert blemish.finding().words == "look.yaml:4: search is called 2 times with the same arguments"
    assert blemish.finding().places == ("look.yaml:4", "look.yaml:6")
    assert found([file(head + step + other, "look.yaml", "runner")], "duplicated_steps") == []


def many(paths: list[str], count: int) -> list[Event]:
    return [event for n in range(count) for event in changes(f"c{paths}{n}", paths, "x", at=n * 86400.0)]


def test_a_step_that_works_from_what_hardly_changes_could_be_kept() -> None:
    text = NODE.replace("npm ci", "pip install -r requirements.txt")
    tracked = ("requirements.txt",)
    seldom = many(["a.py"], 39) + many(["requirements.txt"], 1)
    (blemish,) = found([file(text)], "unchanged_inputs", tracked=tracked, events=seldom)
    assert "works from requirements.txt, which changed in 1 of 40 commits" in blemish.words
    often = many(["a.py"], 30) + many(["requirements.txt"], 10)
    assert found([file(text)], "unchanged_inputs", tracked=tracked, events=often) == []
    assert found([file(text)], "unchanged_inputs", tracked=tracked, events=many(["a.py"], 3)) == []


NIGHTLY = NODE.replace("on: [push, pull_request]", "on:\n  schedule:\n    - cron: '0 3 * * *'\n")


def test_a_schedule_whose_failures_nobody_answers_is_not_read() -> None:
    failing = [e for n in range(3) for e in run(f"r{n}", [("Run npm test", "failure")], at=n * 86400.0)]
    (blemish,) = found([file(NIGHTLY)], "unread_schedule", events=failing)
    assert blemish.lines == (3,)
    assert blemish.words == "its last 3 runs failed in Run npm test, and nothing was committed meanwhile"
    assert [act.case for act in blemish.runs] == ["r0", "r1", "r2"]
    answer = [Event("file", "a.js", "c", 1.7e9 + 90_000.0, attributes={"status": "M"})]
    assert found([file(NIGHTLY)], "unread_schedule", events=failing + answer) == []
    mixed = NIGHTLY.replace("on:\n", "on:\n  push:\n")
    assert found([file(mixed)], "unread_schedule", events=failing) == []
    told = [replace(event, attributes={**event.attributes, "trigger": "schedule"}) for event in failing]
    pushed = run("p", [("Run npm test", "success")], at=5 * 86400.0, trigger="push")
    assert len(found([file(mixed)], "unread_schedule", events=told + pushed)) == 1
    well = run("r9", [("Run npm test", "success")], at=9 * 86400.0)
    assert found([file(NIGHTLY)], "unread_schedule", events=failing + well) == []


def test_a_nightly_run_of_what_hardly_changes_has_nothing_new_to_look_at() -> None:
    at = START % 86400.0
    seldom = [e for n in (0, 60, 120) for e in changes(f"c{n}", ["a.js"], "x", at=n * 86400.0 - at)]
    (blemish,) = found([file(NIGHTLY)], "unread_schedule", events=seldom)
    assert blemish.words == (
        "it runs every day, and in 88 of the 90 days up to the last commit nothing was new"
    )
    assert found([file(NIGHTLY)], "unread_schedule", events=many(["a.js"], 120)) == []
    of_issues = NIGHTLY.replace("actions/checkout@v4", "actions/stale@v9")
    assert found([file(of_issues)], "unread_schedule", events=seldom) == []
    weekly = NIGHTLY.replace("* * *", "* * 1")
    assert found([file(weekly)], "unread_schedule", events=seldom) == []


def test_times_of_every_day_are_told_from_others() -> None:
    assert [is_daily(one) for one in ("0 3 * * *", "*/5 * * * *", "0 3 * * 1", "0 0 1 * *", "x")] == [
        True,
        True,
        False,
        False,
        False,
    ]
