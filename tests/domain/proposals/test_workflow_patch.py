"""A patch mends a file in all its places at once, and only one that is as it was read."""

from __future__ import annotations

from collections.abc import Mapping

from tests.domain.proposals.test_remedies import places
from tests.domain.workflow_files.files import CI, NODE, file

from jepa_learning.domain.proposals.proposal import Proposal, diff_of
from jepa_learning.domain.proposals.workflow_patch import patches_for
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.workflow_files.find import find_in_workflows
from jepa_learning.domain.workflow_files.workflow_file import Workflows

TWO = NODE + NODE.split("jobs:\n")[1].replace("  test:", "  lint:").replace("npm test", "npm run lint")


def patches(text: str, files: Mapping[str, str]) -> list[Proposal]:
    workflows = Workflows([file(text)], frozenset({"package-lock.json"}))
    blemishes = find_in_workflows(workflows, History([], gap_s=1.0))
    return patches_for(blemishes, places(files), ahead=1000)


def test_a_file_and_a_kind_have_one_patch_with_places_and_no_made_up_saving() -> None:
    cache, group = patches(TWO, {f"/p/{CI}": TWO})
    assert cache.title == f"{CI}: keep packages between runs, with cache: npm (2 places)"
    assert [words.split(": ")[0] for words in cache.because] == [f"{CI}:11", f"{CI}:22"]
    assert (cache.predicted, cache.replayed, cache.confidence, cache.risk) == (None, None, None, "medium")
    assert diff_of(cache.changes).count("\n+          cache: npm\n") == 2
    assert "\n-" not in diff_of(cache.changes)  # nothing is taken away
    assert group.title == f"{CI}: end runs of pull requests that are overtaken"


def test_a_file_that_was_changed_since_is_left_alone() -> None:
    assert patches(TWO, {f"/p/{CI}": TWO + "\n"}) == []
    assert patches(TWO, {}) == []


def test_the_patch_keeps_its_id_when_lines_move() -> None:
    moved = f"# new\n{TWO}"
    assert [one.id for one in patches(TWO, {f"/p/{CI}": TWO})] == [
        one.id for one in patches(moved, {f"/p/{CI}": moved})
    ]
