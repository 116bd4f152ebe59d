"""Workflow files are read from a repository, safely, and only those that are some."""

from __future__ import annotations

from pathlib import Path

import pygit2
import pytest
import yaml
from tests.domain.workflow_files.files import CI, NODE

from jepa_learning.adapters.sources.git_workflows import GitWorkflows
from jepa_learning.adapters.sources.workflow_yaml import MOST_NODES, UnreadableYamlError, nodes_of
from jepa_learning.domain.workflow_files.workflow_file import Workflows, jobs_of, triggers_of

RUNNER = (
    "metadata: {type: workflow, id: look}\nworkflow_config:\n  steps: [{plugin: jepa, command: status}]\n"
)


def repository(folder: Path, files: dict[str, str], *, tracked: bool = True) -> Path:
    found = pygit2.init_repository(str(folder))
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, newline="")
        if tracked:
            found.index.add(path)
    found.index.write()
    return folder


def read(root: Path, *denied: str) -> Workflows:
    return GitWorkflows(refuses=lambda path: path in denied).read(root)


def test_both_forms_are_read_with_their_lines(tmp_path: Path) -> None:
    files = {CI: NODE, "flows/look.yaml": RUNNER, "other.yml": "a: 1\n", "package-lock.json": "{}"}
    found = read(repository(tmp_path, files))
    assert [(one.path, one.form, one.name) for one in found.files] == [
        (CI, "actions", "CI"),
        ("flows/look.yaml", "runner", "look"),
    ]
    assert found.tracked == frozenset(files)
    (job,) = jobs_of(found.files[0])
    assert [(step.node.line, step.name) for step in job.steps][1:3] == [
        (11, "Run actions/setup-node@v4"),
        (15, "Run npm ci"),
    ]
    assert list(triggers_of(found.files[0])) == ["push", "pull_request"]


def test_what_git_does_not_follow_or_the_user_denied_is_not_read(tmp_path: Path) -> None:
    assert read(repository(tmp_path, {CI: NODE}), CI).files == []
    assert list(read(repository(tmp_path / "new", {CI: NODE}, tracked=False)).files) == []
    assert read(tmp_path / "nowhere") == Workflows()


@pytest.mark.parametrize(
    "text",
    [
        "jobs: &a {b: *a}\n",
        "jobs: [unclosed\n",
        "",
        "jobs: 1\njobs: [\u2028]\n",
        "x" * 1_000_001,
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n" for a, b in zip("abcde", "bcdef", strict=True))
        + "jobs: *f\n",
    ],
)
def test_what_is_endless_huge_or_no_yaml_is_left_out(tmp_path: Path, text: str) -> None:
    assert (
        read(repository(tmp_path, {CI: text, ".github/workflows/b.yml": NODE}))
        .files[0]
        .path.endswith("b.yml")
    )


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text(NODE)
    root = repository(tmp_path / "r", {CI: NODE})
    (root / CI).unlink()
    (root / CI).symlink_to(tmp_path / "secret.yml")
    assert read(root).files == []
    (root / CI).unlink()
    (root / ".github/workflows").rmdir()
    (root / ".github/workflows").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "ci.yml").write_text(NODE)
    assert read(root).files == []


def test_an_anchor_that_ends_is_read_where_it_stands() -> None:
    node = nodes_of("a: &x {b: 1}\nc: *x\n")
    assert node.get("c", "b").text == "1"
    with pytest.raises(UnreadableYamlError, match=f"more than {MOST_NODES} values"):
        nodes_of(f"[{', '.join(['1'] * MOST_NODES)}]")
    with pytest.raises(UnreadableYamlError, match="a value holds itself"):
        nodes_of("&a [*a]")
    with pytest.raises(UnreadableYamlError, match="it is empty"):
        nodes_of("# nothing\n")


def test_no_tag_is_built() -> None:
    assert nodes_of("a: !!python/object/apply:os.system [x]\n").get("a").items is not None


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    (found,) = read(repository(tmp_path, {CI: NODE.replace("\n", "\r\n")})).files
    assert found.text == NODE.replace("\n", "\r\n")


def test_reading_ends_where_a_text_holds_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    composed = yaml.SafeLoader.compose_node

    def count(self: yaml.SafeLoader, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        seen.append(index)
        return composed(self, parent, index)

    monkeypatch.setattr(yaml.SafeLoader, "compose_node", count)
    with pytest.raises(UnreadableYamlError, match=f"more than {MOST_NODES} values"):
        nodes_of("- 1\n" * (MOST_NODES + 500))
    assert len(seen) == MOST_NODES


def test_many_large_files_are_read_up_to_a_bound(tmp_path: Path) -> None:
    large = f"{NODE}#{'x' * 400_000}\n"
    files = {f".github/workflows/{n}.yml": large for n in range(4)} | {"flows/look.yaml": RUNNER}
    names = [one.path for one in read(repository(tmp_path, files)).files]
    assert names == [".github/workflows/0.yml", ".github/workflows/1.yml", "flows/look.yaml"]
