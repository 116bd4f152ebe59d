"""Steps that several files share become one action, where that does just the same."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from tests.domain.workflow_files.files import CI, NODE, file, found

from jepa_learning.adapters.sources.workflow_yaml import nodes_of
from jepa_learning.domain.workflow_files.composite_action import Shared
from jepa_learning.domain.workflow_files.edit import edited

DOCS = NODE.replace("  test:", "  docs:").replace("npm test", "npm run docs")
PATH = ".github/actions/setup-node/action.yml"
CALLED = """\
    steps:
      - uses: actions/checkout@v4
      # the one that we run on
      - uses: ./.github/actions/setup-node
      - run: npm test
"""
ACTION = """\
name: setup-node
description: Steps that ci.yml, docs.yml share
runs:
  using: composite
  steps:
    - uses: actions/setup-node@v4
      with:
        # the oldest that we support
        node-version: 20
    - run: npm ci
      shell: bash -e {0}
"""


def shared(first: str, second: str, *, tracked: Collection[str] = ()) -> Shared | None:
    files = [file(first), file(second, ".github/workflows/docs.yml")]
    (blemish,) = found(files, "duplicated_steps", tracked=tracked)
    assert blemish.edits == ()
    assert blemish.words.endswith(": one composite action could do") is (blemish.shared is None)
    return blemish.shared


def both(old: str, new: str) -> Shared | None:
    return shared(NODE.replace(old, new), DOCS.replace(old, new))


def test_the_steps_behind_the_checkout_become_an_action_that_both_call() -> None:
    one = shared(NODE, DOCS)
    assert one is not None
    assert (one.path, one.text) == (PATH, ACTION)
    for (of, edits), text in zip(one.edits, (NODE, DOCS), strict=True):
        (edit,) = edits
        after = edited(of.text, edit)
        assert of.text == text
        assert after[after.index("    steps:") :] == CALLED.replace(
            "npm test", "npm test" if text == NODE else "npm run docs"
        )
        assert one.says_the_same(of.root, nodes_of(after), nodes_of(one.text))
        assert not one.says_the_same(of.root, nodes_of(after), nodes_of(one.text.replace("npm ci", "npm i")))


def test_what_is_shared_by_an_action_is_not_duplicated_any_more() -> None:
    one = shared(NODE, DOCS)
    assert one is not None
    after = [edited(of.text, edits[0]) for of, edits in one.edits]
    assert found([file(after[0]), file(after[1], "b.yml")], "duplicated_steps") == []


def test_a_command_of_several_lines_says_its_shell_behind_them() -> None:
    one = both(
        "      - run: npm ci\n", "      - name: Get it\n        run: |\n          npm ci\n          ls\n\n"
    )
    assert one is not None
    assert one.text.endswith(
        "    - name: Get it\n      run: |\n        npm ci\n        ls\n      shell: bash -e {0}\n"
    )


def test_a_name_that_is_taken_is_not_given_again() -> None:
    one = shared(NODE, DOCS, tracked={PATH})
    assert one is not None
    assert one.path == ".github/actions/setup-node-2/action.yml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("npm ci", "npm ci --token ${{ secrets.TOKEN }}"),
        ("node-version: 20", "node-version: ${{ matrix.node }}"),
        ("npm ci", "npm ci --x ${{ steps.a.outputs.b }}"),
        ("npm ci", "ls ${{ github.action_path }}"),
        ("npm ci", "ls $GITHUB_ACTION_PATH"),
        ("      - run: npm ci", "      - if: always()\n        run: npm ci"),
        ("      - run: npm ci", "      - timeout-minutes: 5\n        run: npm ci"),
        ("      - run: npm ci", "      - id: get\n        run: npm ci"),
        ("runs-on: ubuntu-latest", "runs-on: windows-latest"),
        ("runs-on: ubuntu-latest", "runs-on: ${{ matrix.os }}"),
        ("runs-on: ubuntu-latest", "runs-on: ubuntu-latest\n    container: node:20"),
        ("runs-on: ubuntu-latest", "runs-on: ubuntu-latest\n    defaults: {run: {working-directory: web}}"),
        ("jobs:", "defaults: {run: {shell: zsh}}\njobs:"),
        ("checkout@v4", "checkout@v4\n        with: {path: src}"),
        ("checkout@v4", "checkout@v4\n        if: github.event_name == 'push'"),
        ("on: [push, pull_request]", "on: {push: {paths: ['.github/workflows/*']}}"),
        ("      - uses: actions/checkout@v4", "      - uses: me/checkout@v4"),
    ],
)
def test_what_an_action_would_do_otherwise_stays_where_it_is(old: str, new: str) -> None:
    assert both(old, new) is None


@pytest.mark.parametrize(
    "said", ["${{ github.sha }}", "${{ hashFiles('a.b') }}", "${{ env.A || runner.os }}"]
)
def test_what_an_action_knows_may_be_said_in_it(said: str) -> None:
    one = both("npm ci", f"npm ci {said}")
    assert one is not None
    assert f"- run: npm ci {said}\n" in one.text


def test_a_comment_that_only_one_of_them_has_is_not_lost() -> None:
    assert shared(NODE, DOCS.replace("# the oldest", "# another word")) is None


def test_a_checkout_further_up_is_enough() -> None:
    first, second = (
        text.replace("      # the one", "      - run: ls\n      # the one")
        for text in (NODE, DOCS.replace("checkout@v4", "checkout@v3"))
    )
    one = shared(first, second)
    assert one is not None
    assert "  steps:\n    - run: ls\n      shell: bash -e {0}\n    # the one" in one.text
    assert [of.path for of, _ in one.edits] == [CI, ".github/workflows/docs.yml"]
