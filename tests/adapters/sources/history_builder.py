"""Builds small real git repositories, commit by commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pygit2

Files = Mapping[str, bytes | pygit2.Oid]


class HistoryBuilder:
    """A repository whose commits are whole trees. A `pygit2.Oid` as content is a submodule's commit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repository = pygit2.init_repository(str(root), initial_head="main")
        self.time = 1_700_000_000

    def commit(
        self,
        files: Files,
        *,
        message: str | bytes = "Change",
        parents: Sequence[str] | None = None,
        author: str = "jo@example.com",
        ref: str = "refs/heads/main",
    ) -> str:
        """Commit exactly these files; the parent is the head unless others are given."""
        self.time += 60
        if parents is None:
            parents = [] if self.repository.head_is_unborn else [str(self.repository.head.target)]
        person = pygit2.Signature("Jo", author, self.time - 30, 0)
        landed = pygit2.Signature("Jo", author, self.time, 0)
        if isinstance(message, str):
            return str(
                self.repository.create_commit(ref, person, landed, message, self.tree(files), list(parents))
            )
        return self._raw_commit(files, message, parents, ref)

    def tree(self, files: Files) -> pygit2.Oid:
        index = pygit2.Index()
        for path, content in files.items():
            is_link = isinstance(content, pygit2.Oid)
            blob = content if isinstance(content, pygit2.Oid) else self.repository.create_blob(content)
            index.add(
                pygit2.IndexEntry(
                    path, blob, pygit2.enums.FileMode.COMMIT if is_link else pygit2.enums.FileMode.BLOB
                )
            )
        return index.write_tree(self.repository)

    def check_out(self) -> None:
        self.repository.checkout_head(strategy=pygit2.enums.CheckoutStrategy.FORCE)

    def _raw_commit(self, files: Files, message: bytes, parents: Sequence[str], ref: str) -> str:
        lines = [f"tree {self.tree(files)}", *(f"parent {parent}" for parent in parents)]
        lines += [
            f"author Jo <jo@example.com> {self.time} +0000",
            f"committer Jo <jo@example.com> {self.time} +0000",
        ]
        raw = "\n".join(lines).encode() + b"\n\n" + message
        commit = self.repository.write(pygit2.enums.ObjectType.COMMIT, raw)
        self.repository.references.create(ref, commit, force=True)
        return str(commit)
