"""The history of a git repository as events: one file event for every file that a commit changed.

Commits come oldest first, parents before children, merges left out: what a merge brings was told by the
commits that it merges. The time is the committer's, which says when a commit came into this history, so that
times and order agree (an author's time may lie years before). A commit is a case. Read with libgit2,
nothing is written into the repository. It does not know consent, deny lists or redaction.

A commit that touches many files is kept but marked `bulk`; one that touches very many is told without its
modifications, so that what exists stays right and a reformatting does not drown the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import pygit2
from pygit2.enums import DeltaStatus, DiffFind, DiffOption, FileMode, SortMode

from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.privacy import pseudonym
from jepa_learning.ports.event_source import Batch

_ORDER: Final = SortMode.TOPOLOGICAL | SortMode.TIME | SortMode.REVERSE
_DIFF: Final = DiffOption.SKIP_BINARY_CHECK | DiffOption.INCLUDE_TYPECHANGE
_LETTERS: Final = {
    DeltaStatus.ADDED: "A",
    DeltaStatus.DELETED: "D",
    DeltaStatus.MODIFIED: "M",
    DeltaStatus.RENAMED: "R",
    DeltaStatus.TYPECHANGE: "M",
}
_UNREADABLE: Final = (pygit2.GitError, KeyError, ValueError, OSError)

Change = tuple[str, str, str | None]
"""Status letter, path, old path of a rename."""


class GitSource:
    """Reads the history that leads to HEAD. The position is the id of the last commit read.

    Args:
        root: The repository's folder.
        batch_commits: Commits in one batch.
        bulk_files: A commit that touches more files than this is marked.
        max_files: Of a commit that touches more files than this, modifications are left out.
        rename_similarity_percent: How alike two files must be to be a rename.
        rename_limit: With more files added or deleted than this, only unchanged files are followed.
    """

    name: Final = "git"

    def __init__(
        self,
        root: Path,
        *,
        batch_commits: int,
        bulk_files: int,
        max_files: int,
        rename_similarity_percent: int,
        rename_limit: int,
    ) -> None:
        self._root = root
        self._batch_commits = batch_commits
        self._bulk_files = bulk_files
        self._max_files = max_files
        self._rename_similarity_percent = rename_similarity_percent
        self._rename_limit = rename_limit

    @property
    def scope(self) -> str:
        """The repository's folder."""
        return str(self._root)

    def read(self, position: str | None) -> Iterator[Batch]:
        """Give the commits that `position` does not lead to; all of them where it is not known any more."""
        repository = self._open()
        if repository.head_is_unborn or (head := str(repository.head.target)) == position:
            return
        commits = self._commits(repository, head, position)
        remaining = iter(commits)
        done = 0
        while chunk := list(islice(remaining, self._batch_commits)):
            done += len(chunk)
            # the last position is the head itself, which may be a merge
            yield self._batch(
                repository, chunk, head if done == len(commits) else str(chunk[-1]), (done, len(commits))
            )
        if not commits:
            yield Batch(events=(), position=head, done=0, total=0)

    def _open(self) -> pygit2.Repository:
        try:
            return pygit2.Repository(str(self._root))
        except _UNREADABLE as error:
            raise SourceError(
                f"{self._root} cannot be read as a git repository ({error}): check the folder and its owner"
            ) from error

    def _commits(self, repository: pygit2.Repository, head: str, position: str | None) -> list[pygit2.Oid]:
        try:
            walk = repository.walk(head, _ORDER)
            if position and _is_commit(repository, position):
                walk.hide(position)
            return [commit.id for commit in walk if len(commit.parent_ids) < 2]
        except _UNREADABLE as error:
            raise SourceError(
                f"the history of {self._root} cannot be walked ({error}): try `git fsck`"
            ) from error

    def _batch(
        self,
        repository: pygit2.Repository,
        commits: Sequence[pygit2.Oid],
        position: str,
        progress: tuple[int, int],
    ) -> Batch:
        events: list[Event] = []
        skipped = 0
        for commit in commits:
            try:
                events += self._events(repository, _commit(repository, commit))
            except _UNREADABLE:  # an object is missing or broken: the other commits still count
                skipped += 1
        return Batch(events, position, done=progress[0], total=progress[1], skipped=skipped)

    def _events(self, repository: pygit2.Repository, commit: pygit2.Commit) -> list[Event]:
        changes = self._changes(repository, commit)
        bulk: dict[str, Attribute] = {"bulk": True} if len(changes) > self._bulk_files else {}
        if len(changes) > self._max_files:
            changes = [change for change in changes if change[0] != "M"]
        author = pseudonym(commit.author.email or commit.committer.email)
        return [
            Event(
                kind="file",
                activity=path,
                case=str(commit.id),
                time=float(commit.commit_time),
                intent=_subject(commit) or None,
                author=author,
                attributes={
                    "status": status,
                    "project": self.scope,
                    **({"old_path": old} if old else {}),
                    **bulk,
                },
                source=self.name,
            )
            for status, path, old in changes
        ]

    def _changes(self, repository: pygit2.Repository, commit: pygit2.Commit) -> list[Change]:
        diff = self._diff(repository, commit)
        changes = (_change(delta) for delta in diff.deltas)
        return [change for change in changes if change is not None]

    def _diff(self, repository: pygit2.Repository, commit: pygit2.Commit) -> pygit2.Diff:
        try:
            parent = _commit(repository, commit.parent_ids[0]) if commit.parent_ids else None
        except KeyError:  # the edge of a shallow clone: what is there came from somewhere
            parent = None
        if parent is None:
            return commit.tree.diff_to_tree(swap=True, flags=_DIFF, context_lines=0)
        diff = parent.tree.diff_to_tree(commit.tree, flags=_DIFF, context_lines=0)
        self._follow_renames(diff)
        return diff

    def _follow_renames(self, diff: pygit2.Diff) -> None:
        statuses = [delta.status for delta in diff.deltas]
        added, deleted = statuses.count(DeltaStatus.ADDED), statuses.count(DeltaStatus.DELETED)
        if not added or not deleted:
            return
        # comparing contents grows with added times deleted
        exact = DiffFind.FIND_EXACT_MATCH_ONLY if max(added, deleted) > self._rename_limit else DiffFind(0)
        diff.find_similar(
            flags=DiffFind.FIND_RENAMES | exact,
            rename_threshold=self._rename_similarity_percent,
            rename_limit=self._rename_limit,
        )


def _commit(repository: pygit2.Repository, name: pygit2.Oid) -> pygit2.Commit:
    return repository[name].peel(pygit2.Commit)


def _is_commit(repository: pygit2.Repository, position: str) -> bool:
    try:
        return isinstance(repository.get(position), pygit2.Commit)
    except _UNREADABLE:
        return False


def _change(delta: pygit2.DiffDelta) -> Change | None:
    """Translate one changed file; submodules are no files."""
    status = _LETTERS.get(delta.status)
    old, new = _text(delta.old_file.raw_path), _text(delta.new_file.raw_path)
    was_link, is_link = (file.mode == FileMode.COMMIT for file in (delta.old_file, delta.new_file))
    if (
        status is None
        or (was_link and status == "D")
        or (is_link and status == "A")
        or (was_link and is_link)
    ):
        return None
    if was_link or is_link:  # a submodule took a file's place, or the other way round
        return ("A", new, None) if was_link else ("D", old, None)
    return (status, old if status == "D" else new, old if status == "R" else None)


def _subject(commit: pygit2.Commit) -> str:
    """The first paragraph of the message in one line, as git shows it."""
    try:
        message = commit.raw_message.decode(commit.message_encoding or "utf-8", "backslashreplace")
    except LookupError:
        message = _text(commit.raw_message)
    return " ".join(message.strip().split("\n\n", 1)[0].split())


def _text(raw: bytes) -> str:
    """Bytes that are not UTF-8 stay visible and distinct."""
    return raw.decode("utf-8", "backslashreplace")
