"""Which versions answer, which are kept, and how one takes the place of another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jepa_learning.domain.errors import ModelUnknownError, RequestError
from jepa_learning.domain.model_version import (
    SHIPPED,
    ModelVersion,
    answering,
    find,
    kept,
    made_live,
    next_name,
    rolled_back,
)

BASE = SHIPPED[0]
"""That of files."""


def version(name: str, state: str = "aside", parent: str | None = "base") -> ModelVersion:
    return ModelVersion(name.partition("-")[0], name, state, parent=parent)


def states(versions: list[ModelVersion]) -> dict[str, str]:
    return {one.name: one.state for one in versions}


LIVE = [BASE, version("file-1"), version("file-2", "live", "file-1"), version("sequence-1", "live", None)]


def test_the_live_version_of_a_kind_answers_and_the_base_where_there_is_none() -> None:
    assert answering(LIVE, "file") == LIVE[2]
    assert answering([BASE], "file") == BASE
    assert answering([BASE], "sequence") is None


def test_a_name_that_is_not_kept_is_refused_with_those_that_are() -> None:
    with pytest.raises(ModelUnknownError, match=r"'file-9'.*base, file-1, file-2, sequence-1"):
        find(LIVE, "file-9")


def test_a_new_name_is_none_that_a_newer_version_had() -> None:
    assert (
        next_name([BASE, version("file-2"), version("file-10"), version("sequence-3")], "file") == "file-11"
    )
    assert next_name([BASE], "sequence") == "sequence-1"


def test_a_promoted_version_replaces_the_live_one_of_its_kind_alone() -> None:
    found = made_live(LIVE, "file-1")
    assert states(found) == {"base": "base", "file-1": "live", "file-2": "aside", "sequence-1": "live"}
    assert find(found, "file-2").reason == "replaced by file-1"


def test_the_base_can_be_promoted_and_stays_the_base() -> None:
    assert states(made_live(LIVE, "base"))["base"] == "base"
    assert answering(made_live(LIVE, "base"), "file") == BASE


def test_a_training_that_has_not_ended_is_not_promoted() -> None:
    with pytest.raises(RequestError, match="learn --train"):
        made_live([version("file-training", "training")], "file-training")


def test_rolling_back_lets_the_parent_answer() -> None:
    found = rolled_back(LIVE, "file")
    assert (find(found, "file-1").state, find(found, "file-2").reason) == ("live", "rolled back")


def test_rolling_back_a_version_whose_parent_is_gone_lets_the_base_answer() -> None:
    found = rolled_back([BASE, replace(LIVE[2], parent="file-0")], "file")
    assert answering(found, "file") == BASE


def test_rolling_back_what_began_with_nothing_leaves_silence() -> None:
    assert answering(rolled_back(LIVE, "sequence"), "sequence") is None


def test_there_is_nothing_to_roll_back_where_only_the_base_answers() -> None:
    with pytest.raises(RequestError, match="nothing to roll back"):
        rolled_back([BASE], "file")


def test_what_answers_and_its_parent_and_the_newest_aside_are_kept() -> None:
    aside = [version(f"file-{number}") for number in range(1, 8)]
    versions = [BASE, *aside, version("file-8", "live", "file-2"), version("sequence-1")]
    names = [one.name for one in kept(versions, most=2)]
    assert names == ["base", "file-2", "file-6", "file-7", "file-8", "sequence-1"]


def test_nothing_aside_is_kept_where_none_is_wanted() -> None:
    assert [one.name for one in kept(LIVE[:1] + [version("file-1")], most=0)] == ["base"]
