"""The git source on real repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

import pygit2
import pytest
from tests.adapters.sources.history_builder import HistoryBuilder

from jepa_learning.adapters.sources.git import GitSource
from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy import pseudonym

TEXT = b"".join(b"line %d of a text that is long enough\n" % number for number in range(30))


@pytest.fixture
def history(tmp_path: Path) -> HistoryBuilder:
    return HistoryBuilder(tmp_path / "repository")


def source(history: HistoryBuilder, **given: int) -> GitSource:
    settings = {
        "batch_commits": 100,
        "bulk_files": 5,
        "max_files": 10,
        "rename_similarity_percent": 50,
        "rename_limit": 20,
        **given,
    }
    return GitSource(history.root, **settings)


def events(history: HistoryBuilder, position: str | None = None, **given: int) -> list[Event]:
    return [event for batch in source(history, **given).read(position) for event in batch.events]


def told(history: HistoryBuilder, position: str | None = None, **given: int) -> list[tuple[str, str]]:
    return [(str(event.attributes["status"]), event.activity) for event in events(history, position, **given)]


def last_position(history: HistoryBuilder, position: str | None = None) -> str:
    return list(source(history).read(position))[-1].position


def test_a_commit_becomes_one_event_a_file(history: HistoryBuilder) -> None:
    commit = history.commit({"a.py": b"1\n", "dir/b.py": b"2\n"}, message="Add a and b\n\nWith a body.")
    attributes = {"status": "A", "project": str(history.root)}
    assert events(history) == [
        Event(
            "file",
            path,
            commit,
            float(history.time),
            intent="Add a and b",
            author=pseudonym("jo@example.com"),
            attributes=attributes,
            source="git",
        )
        for path in ("a.py", "dir/b.py")
    ]


def test_history_is_told_oldest_first_with_what_happened_to_each_file(history: HistoryBuilder) -> None:
    history.commit({"a": b"1\n", "b": b"1\n"})
    history.commit({"a": b"2\n", "b": b"1\n"})
    history.commit({"a": b"2\n", "c": b"other\n"})
    assert told(history) == [("A", "a"), ("A", "b"), ("M", "a"), ("D", "b"), ("A", "c")]


def test_a_rename_is_followed_with_and_without_changes(history: HistoryBuilder) -> None:
    history.commit({"old.py": TEXT, "same.py": TEXT + b"x\n"})
    history.commit({"new.py": TEXT + b"one more line\n", "moved/same.py": TEXT + b"x\n"})
    renames = {event.activity: event.attributes["old_path"] for event in events(history)[2:]}
    assert renames == {"new.py": "old.py", "moved/same.py": "same.py"}
    assert {event.attributes["status"] for event in events(history)[2:]} == {"R"}


def test_only_a_rename_has_an_old_path(history: HistoryBuilder) -> None:
    history.commit({"a": b"1\n"})
    history.commit({"a": b"2\n"})
    history.commit({})
    assert [event.attributes.get("old_path") for event in events(history)] == [None, None, None]


def test_with_very_many_renames_only_unchanged_files_are_followed(history: HistoryBuilder) -> None:
    texts = {number: TEXT + b"number %d\n" % number for number in range(6)}
    history.commit({f"old{number}": text for number, text in texts.items()})
    history.commit(
        {f"new{number}": text + (b"" if number else b"changed\n") for number, text in texts.items()}
    )
    followed = told(history, rename_limit=6, max_files=100)[6:]
    limited = told(history, rename_limit=5, max_files=100)[6:]
    assert followed == [("R", f"new{number}") for number in range(6)]
    assert sorted(limited) == sorted([("A", "new0"), ("D", "old0"), *(("R", f"new{n}") for n in range(1, 6))])


def test_merges_are_skipped_and_both_sides_are_told(history: HistoryBuilder) -> None:
    base = history.commit({"a": b"1\n"})
    left = history.commit({"a": b"1\n", "left": b"x\n"}, parents=[base])
    right = history.commit({"a": b"1\n", "right": b"y\n"}, parents=[base], ref="refs/heads/side")
    merge = history.commit({"a": b"1\n", "left": b"x\n", "right": b"y\n"}, parents=[left, right])
    assert told(history) == [("A", "a"), ("A", "left"), ("A", "right")]
    assert last_position(history) == merge


def test_a_bulk_commit_is_marked_and_others_are_not(history: HistoryBuilder) -> None:
    history.commit({f"f{number}": b"%d\n" % number for number in range(6)})
    history.commit({f"f{number}": b"%d\n" % (number if number else 9) for number in range(6)})
    assert [event.attributes.get("bulk") for event in events(history)] == [True] * 6 + [None]


def test_of_a_huge_commit_what_exists_is_told_and_modifications_are_not(history: HistoryBuilder) -> None:
    before = {f"f{number:02}": TEXT + b"%d\n" % number for number in range(12)}
    after = {path: text + b"swept\n" for path, text in before.items() if path != "f00"}
    history.commit(before)
    history.commit({**after, "added": b"completely different\n"})
    assert told(history)[12:] == [("A", "added"), ("D", "f00")]
    assert all(event.attributes["bulk"] for event in events(history)[12:])


def test_only_what_is_new_is_told_behind_a_position(history: HistoryBuilder) -> None:
    history.commit({"a": b"1\n"})
    position = last_position(history)
    assert list(source(history).read(position)) == []
    history.commit({"a": b"1\n", "b": b"2\n"})
    assert told(history, position) == [("A", "b")]


def test_reading_goes_on_behind_every_batch(history: HistoryBuilder) -> None:
    for number in range(7):
        history.commit({f"f{step}": b"x%d\n" % step for step in range(number + 1)})
    batches = list(source(history, batch_commits=3).read(None))
    assert [(batch.done, batch.total) for batch in batches] == [(3, 7), (6, 7), (7, 7)]
    for number, batch in enumerate(batches):
        later = [event for other in batches[number + 1 :] for event in other.events]
        assert events(history, batch.position) == later


def test_a_rewritten_history_tells_its_new_commits(history: HistoryBuilder) -> None:
    base = history.commit({"a": b"1\n"})
    history.commit({"a": b"1\n", "wrong": b"x\n"})
    position = last_position(history)
    history.repository.set_head(pygit2.Oid(hex=base))
    amended = history.commit({"a": b"1\n", "right": b"y\n"}, parents=[base], ref="refs/heads/other")
    history.repository.set_head(pygit2.Oid(hex=amended))
    assert told(history, position) == [("A", "right")]


@pytest.mark.parametrize("position", ["0" * 40, "f" * 40, "no commit at all", ""])
def test_a_position_that_is_gone_starts_again_from_the_beginning(
    history: HistoryBuilder, position: str
) -> None:
    history.commit({"a": b"1\n"})
    assert told(history, position) == [("A", "a")]


def test_a_detached_head_is_read_like_a_branch(history: HistoryBuilder) -> None:
    commit = history.commit({"a": b"1\n"})
    history.commit({"a": b"1\n", "b": b"2\n"})
    history.repository.set_head(pygit2.Oid(hex=commit))
    assert told(history) == [("A", "a")]


def test_an_empty_repository_has_no_events(history: HistoryBuilder) -> None:
    assert list(source(history).read(None)) == []


def test_a_head_that_points_nowhere_has_no_events(history: HistoryBuilder) -> None:
    history.commit({"a": b"1\n"})
    history.repository.set_head("refs/heads/gone")
    assert list(source(history).read(None)) == []


def test_a_folder_that_is_no_repository_is_a_source_error(tmp_path: Path) -> None:
    settings = {"bulk_files": 5, "max_files": 10, "rename_similarity_percent": 50, "rename_limit": 20}
    with pytest.raises(SourceError, match="git repository"):
        list(GitSource(tmp_path / "nowhere", batch_commits=1, **settings).read(None))


def test_a_shallow_clone_tells_of_all_files_at_its_edge(history: HistoryBuilder) -> None:
    first = history.commit({"a": b"1\n"})
    edge = history.commit({"a": b"1\n", "b": b"2\n"})
    history.commit({"a": b"3\n", "b": b"2\n"})
    git = history.root / ".git"
    (git / "shallow").write_text(f"{edge}\n")
    (git / "objects" / first[:2] / first[2:]).unlink()
    assert told(history) == [("A", "a"), ("A", "b"), ("M", "a")]


def test_a_broken_commit_is_counted_and_the_others_are_told(history: HistoryBuilder) -> None:
    history.commit({"a": b"1\n"})
    broken = history.commit({"a": b"1\n", "b": b"2\n"})
    history.commit({"a": b"1\n", "b": b"2\n", "c": b"3\n"})
    tree = str(history.repository[broken].peel(pygit2.Tree).id)
    (history.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    (batch,) = source(history).read(None)
    assert ([event.activity for event in batch.events], batch.skipped) == (["a"], 2)


def test_submodules_are_no_files(history: HistoryBuilder) -> None:
    link, other = pygit2.Oid(hex="1" * 40), pygit2.Oid(hex="2" * 40)
    history.commit({"a": b"1\n", "module": link})
    history.commit({"a": b"2\n", "module": other})
    history.commit({"a": b"2\n"})
    assert told(history) == [("A", "a"), ("M", "a")]


def test_a_submodule_in_place_of_a_file_deletes_the_file(history: HistoryBuilder) -> None:
    history.commit({"place": b"1\n"})
    history.commit({"place": pygit2.Oid(hex="1" * 40)})
    history.commit({"place": b"1\n"})
    assert told(history) == [("A", "place"), ("D", "place"), ("A", "place")]


def test_a_message_that_is_not_utf_8_stays_visible(history: HistoryBuilder) -> None:
    history.commit({"a": b"1\n"}, message=b"Gr\xfc\xdfe\n")
    assert events(history)[0].intent == "Gr\\xfc\\xdfe"


def test_a_path_that_is_not_utf_8_stays_visible_and_distinct(history: HistoryBuilder) -> None:
    blob = history.repository.create_blob(b"1\n")
    entries = b"".join(b"100644 " + name + b"\x00" + blob.raw for name in (b"a\xfc", b"a\xfd"))
    tree = history.repository.write(pygit2.enums.ObjectType.TREE, entries)
    person = pygit2.Signature("Jo", "jo@example.com", 1, 0)
    history.repository.create_commit("HEAD", person, person, "x", tree, [])
    assert [event.activity for event in events(history)] == ["a\\xfc", "a\\xfd"]


@pytest.mark.parametrize("message", ["", "\n\n", "   "])
def test_a_commit_without_words_has_no_intent(history: HistoryBuilder, message: str) -> None:
    history.commit({"a": b"1\n"}, message=message)
    assert events(history)[0].intent is None


def test_a_subject_over_several_lines_becomes_one_line(history: HistoryBuilder) -> None:
    history.commit({"a": b"1\n"}, message="Fix\tthe\nparser  again\n\nbody")
    assert events(history)[0].intent == "Fix the parser again"


def test_nothing_is_written_into_the_repository(history: HistoryBuilder) -> None:
    history.commit({"old": TEXT})
    history.commit({"new": TEXT + b"x\n"})
    files = {path: path.stat().st_mtime_ns for path in sorted(history.root.rglob("*"))}
    events(history)
    assert {path: path.stat().st_mtime_ns for path in sorted(history.root.rglob("*"))} == files


def test_a_moved_clone_is_another_project(history: HistoryBuilder, tmp_path: Path) -> None:
    history.commit({"a": b"1\n"})
    before = events(history)[0]
    history.root = Path(shutil.copytree(history.root, tmp_path / "copy"))
    assert events(history)[0].id != before.id
