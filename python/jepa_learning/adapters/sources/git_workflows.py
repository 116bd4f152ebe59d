"""Workflow files that git follows, read from the working tree: those of GitHub Actions and of the runner.

It reads few and small files, follows no links, and nothing that the user denied. It runs nothing.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import pygit2

from jepa_learning.adapters.sources.workflow_yaml import UnreadableYamlError, nodes_of
from jepa_learning.domain.workflow_files.node import Node
from jepa_learning.domain.workflow_files.workflow_file import WorkflowFile, Workflows

_ACTIONS: Final = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
_SAYS_WORKFLOW: Final = re.compile(r"type[\"']?\s*:\s*[\"']?workflow\b")
_MOST_BYTES: Final = 1_000_000  # as the runner has it
_MOST_FILES: Final = 200
_MOST_IN_ALL: Final = 1_000_000  # bytes: to read so many takes some ten seconds


class GitWorkflows:
    """Reads them.

    Args:
        refuses: Says of a path that its text must not be read.
    """

    def __init__(self, *, refuses: Callable[[str], bool]) -> None:
        self._refuses = refuses

    def read(self, root: Path) -> Workflows:
        """Return those of a repository; none of what is no repository or a bare one."""
        try:
            repository = pygit2.Repository(str(root))
            tracked = frozenset(entry.path for entry in repository.index)
        except (pygit2.GitError, KeyError, OSError, UnicodeDecodeError):
            return Workflows()
        found = [path for path in sorted(tracked, key=_actions_first) if path.endswith((".yml", ".yaml"))]
        read = ((path, _text(root, path)) for path in found[:_MOST_FILES] if not self._refuses(path))
        files = (_file(path, text) for path, text in _bounded(read))
        return Workflows([file for file in files if file is not None], tracked)

    def parse(self, text: str) -> Node | None:
        """Return what a text says; None where it is no YAML, or too much of it."""
        try:
            return nodes_of(text)
        except UnreadableYamlError:
            return None


def _bounded(read: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    """Give what may be a workflow, as long as it is not too much in all."""
    left = _MOST_IN_ALL
    for path, text in read:
        if text is None or not (_ACTIONS.fullmatch(path) or _SAYS_WORKFLOW.search(text)):
            continue
        if len(text) <= left:
            left -= len(text)
            yield path, text


def _file(path: str, text: str) -> WorkflowFile | None:
    form: Literal["actions", "runner"] = "actions" if _ACTIONS.fullmatch(path) else "runner"
    try:
        node = nodes_of(text)
    except UnreadableYamlError:
        return None
    is_one = node.get("jobs") if form == "actions" else node.get("workflow_config", "steps")
    return WorkflowFile(path, text, node, form) if is_one else None


def _actions_first(path: str) -> tuple[bool, str]:
    return not _ACTIONS.fullmatch(path), path


def _text(root: Path, path: str) -> str | None:
    """Return the text of a file that is one, no link, and not too large; None of any other."""
    place = root / path
    try:
        if place.parent.resolve() != root.resolve() / Path(path).parent:
            return None
        with os.fdopen(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
                return None
            text = file.read(_MOST_BYTES + 1).decode("utf-8")
            return text if text.splitlines() == re.split(r"\r?\n", re.sub(r"\r?\n\Z", "", text)) else None
    except (OSError, UnicodeDecodeError):
        return None
