"""Steps that are written alike are written once; what the file says stays just the same."""

from __future__ import annotations

import pytest
from tests.domain.workflow_files.files import file, found

from jepa_learning.adapters.sources.workflow_yaml import nodes_of
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.edit import edited
from jepa_learning.domain.workflow_files.node import plain

TWO = """\
on: push  # all
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      # the one that we run on
      - uses: actions/setup-node@v4
        with:
          # the oldest
          node-version: 20
      - name: Get it
        run: |
          # all of it
          npm ci

      # and then
      - run: npm test
  docs:
    steps:
      - uses: actions/checkout@v4
      # the one that we run on
      - uses: actions/setup-node@v4
        with:
          # the oldest
          node-version: 20
      - name: Get it
        run: |
          # all of it
          npm ci

      - run: npm run docs
"""
NAMED = """\
on: push  # all
jobs:
  test:
    steps:
      - &checkout
        uses: actions/checkout@v4
      # the one that we run on
      - &setup-node
        uses: actions/setup-node@v4
        with:
          # the oldest
          node-version: 20
      - &get-it
        name: Get it
        run: |
          # all of it
          npm ci

      # and then
      - run: npm test
  docs:
    steps:
      - *checkout
      # the one that we run on
      - *setup-node
      - *get-it

      - run: npm run docs
"""


def duplicated(text: str) -> list[Blemish]:
    return found([file(text)], "duplicated_steps")


def mended(text: str) -> str:
    (blemish,) = duplicated(text)
    for edit in sorted(blemish.edits, key=lambda one: -one.after):
        text = edited(text, edit)
    return text


def test_the_first_are_named_and_the_others_refer_to_them() -> None:
    assert mended(TWO) == NAMED
    assert plain(nodes_of(NAMED)) == plain(nodes_of(TWO))


def test_what_is_named_is_not_duplicated_any_more() -> None:
    assert duplicated(NAMED) == []


def test_a_third_job_that_is_indented_otherwise_is_as_good() -> None:
    third = TWO[TWO.index("  docs:") :].replace("\n      ", "\n        ").replace("docs", "more")
    text = TWO + third
    after = mended(text)
    assert after.count("- *setup-node\n") == 2
    assert plain(nodes_of(after)) == plain(nodes_of(text))


def test_names_that_are_taken_are_not_given_again() -> None:
    taken = TWO.replace("on: push  # all\n", "on: push\nenv: &checkout {A: b}\n")
    assert "- *checkout-2\n" in mended(taken)


def test_steps_that_other_jobs_share_have_other_names() -> None:
    others = (
        TWO[TWO.index("  test:") :].replace("test:", "more:").replace("docs:", "most:").replace("@v4", "@v3")
    )
    named = [line for one in duplicated(TWO + others) for edit in one.edits for line in edit.lines]
    anchors = [line.split("&")[1] for line in named if "&" in line]
    assert len(anchors) == len(set(anchors)) == 6


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# the oldest", "# another word"),  # the comment of one of them would be lost
        ("node-version: 20", "node-version: '20'"),
        ("      - uses: actions/checkout@v4", "      - {uses: actions/checkout@v4}"),
        ("      - uses: actions/checkout@v4", "      -\n        uses: actions/checkout@v4"),
        ("        run: |\n", "        if: always()\n        run: |\n"),
    ],
)
def test_what_is_not_written_alike_is_left_to_a_person(old: str, new: str) -> None:
    at = TWO.index("  docs:")
    (blemish,) = duplicated(TWO[:at] + TWO[at:].replace(old, new))
    assert blemish.edits == ()
    assert blemish.words.endswith(": one composite action could do")


def test_steps_of_two_files_cannot_refer_to_each_other() -> None:
    (blemish,) = found(
        [
            file(TWO[: TWO.index("  docs:")]),
            file(TWO.replace("  test:", "  x:").split("  docs:")[0], "b.yml"),
        ],
        "duplicated_steps",
    )
    assert blemish.edits == ()
