"""A patch mends a file in all its places at once, and only one that is as it was read."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.domain.proposals.test_remedies import places
from tests.domain.workflow_files.files import CI, NODE, file

from jepa_learning.adapters.sources.git_workflows import GitWorkflows
from jepa_learning.adapters.sources.workflow_yaml import nodes_of
from jepa_learning.domain.proposals.proposal import Proposal, diff_of
from jepa_learning.domain.proposals.workflow_patch import patches_for
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.workflow_files.blemish import Blemish, Effect
from jepa_learning.domain.workflow_files.edit import Edit
from jepa_learning.domain.workflow_files.find import find_in_workflows
from jepa_learning.domain.workflow_files.node import plain
from jepa_learning.domain.workflow_files.workflow_file import Workflows

GIT = GitWorkflows(refuses=lambda path: False)

TWO = NODE + NODE.split("jobs:\n")[1].replace("  test:", "  lint:").replace("npm test", "npm run lint")


def patches(text: str, files: Mapping[str, str]) -> list[Proposal]:
    workflows = Workflows([file(text)], frozenset({"package-lock.json"}))
    blemishes = find_in_workflows(workflows, History([], gap_s=1.0))
    return patches_for(blemishes, places(files), ahead=1000, parse=nodes_of)


def test_a_file_and_a_kind_have_one_patch_with_places_and_no_made_up_saving() -> None:
    _, cache, group = patches(TWO, {f"/p/{CI}": TWO})
    assert cache.title == f"{CI}: keep packages between runs, with cache: npm (2 places)"
    assert [words.split(": ")[0] for words in cache.because] == [f"{CI}:11", f"{CI}:22"]
    assert (cache.predicted, cache.replayed, cache.confidence, cache.risk) == (None, None, None, "medium")
    assert diff_of(cache.changes).count("\n+          cache: npm\n") == 2
    assert "\n-" not in diff_of(cache.changes)  # nothing is taken away
    assert group.title == f"{CI}: end runs of pull requests that are overtaken"


def test_steps_are_named_and_the_file_says_the_same() -> None:
    named = patches(TWO, {f"/p/{CI}": TWO})[0]
    assert (
        named.title == f"{CI}: write 3 steps once that 2 jobs share (lint, test), and refer to them by name"
    )
    assert plain(nodes_of(named.changes[0].after or "")) == plain(nodes_of(TWO))


@pytest.mark.parametrize("effect", ["more", "same", "start"])
def test_a_patch_that_would_say_something_else_is_not_proposed(effect: Effect) -> None:
    edit = Edit(8, ("      - run: echo no",), removed=1)
    blemish = Blemish("missing_cache", file(NODE), (9,), "x", (edit,), effect, "y")
    assert patches_for([blemish], places({f"/p/{CI}": NODE}), ahead=1, parse=nodes_of) == []


def test_a_patch_that_nobody_could_read_is_not_proposed() -> None:
    blemish = Blemish("missing_cache", file(NODE), (9,), "x", (Edit(8, ("  - a",)),), title="y")
    assert patches_for([blemish], places({f"/p/{CI}": NODE}), ahead=1, parse=GIT.parse) == []


def test_a_file_that_was_changed_since_is_left_alone() -> None:
    assert patches(TWO, {f"/p/{CI}": TWO + "\n"}) == []
    assert patches(TWO, {}) == []


def test_the_patch_keeps_its_id_when_lines_move() -> None:
    moved = f"# new\n{TWO}"
    assert [one.id for one in patches(TWO, {f"/p/{CI}": TWO})] == [
        one.id for one in patches(moved, {f"/p/{CI}": moved})
    ]


DOCS = ".github/workflows/docs.yml"
OTHER = NODE.replace("  test:", "  docs:").replace("npm test", "npm run docs")
ACTION = "/p/.github/actions/setup-node/action.yml"


def across(files: Mapping[str, str]) -> list[Proposal]:
    workflows = Workflows([file(NODE), file(OTHER, DOCS)])
    blemishes = find_in_workflows(workflows, History([], gap_s=1.0))
    made = patches_for(blemishes, places(files), ahead=1000, parse=GIT.parse)
    return [one for one in made if one.waste == "duplicated_steps"]


def test_steps_of_several_files_are_one_patch_of_all_of_them() -> None:
    (patch,) = across({f"/p/{CI}": NODE, f"/p/{DOCS}": OTHER})
    assert [change.path for change in patch.changes] == [ACTION, f"/p/{CI}", f"/p/{DOCS}"]
    assert patch.title == (
        ".github/actions/setup-node/action.yml: write steps once that 2 jobs of ci.yml, docs.yml share, "
        "and call them"
    )
    assert (patch.predicted, patch.risk, len(patch.because)) == (None, "medium", 1)
    assert diff_of(patch.changes).count("+      - uses: ./.github/actions/setup-node\n") == 2


@pytest.mark.parametrize(
    "files",
    [
        {f"/p/{CI}": NODE, f"/p/{DOCS}": OTHER + "\n"},
        {f"/p/{CI}": NODE},
        {f"/p/{CI}": NODE, f"/p/{DOCS}": OTHER, ACTION: "mine\n"},
    ],
)
def test_nothing_of_several_files_is_changed_where_one_is_not_as_it_was_read(
    files: Mapping[str, str],
) -> None:
    assert across(files) == []
