"""The archive: one entry for each activity and each past case, found as written and by words."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from jepa_learning.domain.archive import Archive
from jepa_learning.domain.entry import ENTRY_KINDS, Entry, Scope, asked_words
from jepa_learning.domain.event import Event


def change(
    path: str,
    case: str,
    *,
    intent: str | None = None,
    time: float | None = None,
    project: str = "/p",
    **facts: str,
) -> Event:
    return Event("file", path, case, time, intent, None, {"project": project, "status": "M", **facts}, "git")


def command(line: str, case: str = "session", **more: object) -> Event:
    return Event("command", line, case, source="shell", **more)  # type: ignore[arg-type]


def archive_of(*events: Event, most: int = 1000) -> Archive:
    archive = Archive(most=most, saturation=1.2, length_share=0.75)
    for event in events:
        archive.learn_one(event)
    return archive


def scope(
    kinds: Collection[str] = ENTRY_KINDS, project: str = "/p", *, hidden: Collection[str] = ()
) -> Scope:
    return Scope(kinds, project, lambda entry: entry.text not in hidden)


def held(archive: Archive, case: str) -> list[str]:
    number = archive.find("case", case, "/p")
    assert number is not None
    return [archive[one].text for one in archive.held(number)]


def saying(archive: Archive, words: str, within: Scope | None = None, k: int = 10) -> list[str]:
    return [archive[n].text for n, _ in archive.saying(asked_words(words), within or scope(), k)]


def written(archive: Archive, text: str, within: Scope | None = None, k: int = 10) -> list[str]:
    return [archive[n].text for n, _ in archive.written(text, within or scope(), k)]


def entry(archive: Archive, kind: str, name: str, project: str = "/p") -> Entry:
    number = archive.find(kind, name, project)
    assert number is not None
    return archive[number]


def test_an_activity_that_is_told_of_again_is_one_entry_with_its_last_case_and_time() -> None:
    archive = archive_of(change("a.py", "c1", time=1.0), change("a.py", "c2", time=2.0))
    found = entry(archive, "file", "a.py")
    assert (len(archive), found.events, found.case, found.time) == (1, 2, "c2", 2.0)


def test_what_is_told_late_does_not_become_the_last_case() -> None:
    archive = archive_of(change("a.py", "new", time=2.0), change("a.py", "old", time=1.0))
    assert (entry(archive, "file", "a.py").case, entry(archive, "file", "a.py").time) == ("new", 2.0)


def test_what_has_no_time_is_as_new_as_it_was_told() -> None:
    archive = archive_of(command("ls", "one"), command("ls", "two"))
    assert (entry(archive, "command", "ls", "").case, entry(archive, "command", "ls", "").time) == (
        "two",
        None,
    )


def test_a_case_with_an_intent_is_an_entry_that_holds_its_activities() -> None:
    archive = archive_of(
        *(change(path, "c1", intent="Fix it", time=1.0) for path in ("a.py", "b.py", "a.py"))
    )
    found = entry(archive, "case", "c1")
    assert (found.text, found.case, found.time) == ("Fix it", "c1", 1.0)
    assert held(archive, "c1") == ["a.py", "b.py"]
    assert archive_of(command("ls")).find("case", "session") is None


def test_a_file_belongs_to_its_project_and_a_command_to_all() -> None:
    archive = archive_of(change("a.py", "c1"), change("a.py", "c2", project="/q"), command("vi a.py"))
    assert written(archive, "a.py") == ["a.py", "vi a.py"]
    assert len(written(archive, "a.py", scope(project=""))) == 3


def test_a_file_that_is_deleted_or_renamed_is_gone_until_it_comes_back() -> None:
    deleted = change("a.py", "c2", status="D")
    assert entry(archive_of(change("a.py", "c1"), deleted), "file", "a.py").gone
    assert not entry(archive_of(change("a.py", "c1"), deleted, change("a.py", "c3")), "file", "a.py").gone
    renamed = archive_of(change("a.py", "c1"), change("b.py", "c2", status="R", old_path="a.py"))
    assert entry(renamed, "file", "a.py").gone
    assert not entry(renamed, "file", "b.py").gone


def test_the_name_of_a_renamed_file_is_followed_to_its_last() -> None:
    there = [change("b", "c2", status="R", old_path="a"), change("c", "c3", status="R", old_path="b")]
    archive = archive_of(change("a", "c1"), *there)
    assert archive.name_now(archive.find("file", "a", "/p") or 0) == "c"
    back = archive_of(change("a", "c1"), *there, change("a", "c4", status="R", old_path="c"))
    assert back.name_now(back.find("file", "b", "/p") or 0) == "a"


def test_words_find_names_and_intents_the_rarest_first() -> None:
    archive = archive_of(
        change("src/router.py", "c1", intent="Add the router"),
        change("src/client.py", "c2", intent="Retry in the client"),
        command("pytest -k client"),
    )
    assert set(saying(archive, "clients")) == {"src/client.py", "Retry in the client", "pytest -k client"}
    assert saying(archive, "retries of a client")[0] == "Retry in the client"
    assert saying(archive, "of the") == []
    assert saying(archive, "zebra") == []


def test_numbers_are_found_as_they_are_written() -> None:
    archive = archive_of(
        change("a.py", "c1", intent="Close #4711"),
        change("b.py", "c2", intent="Close #4712"),
        command("kill 4711"),
    )
    assert set(saying(archive, "4711")) == {"Close #4711", "kill 4711"}


def test_what_is_just_what_was_asked_comes_before_what_holds_it() -> None:
    archive = archive_of(
        *(
            change(path, "c1")
            for path in ("lib/url.py", "lib/url.pyc", "my_url.py", "url.py", "docs/lib/url.py")
        )
    )
    assert written(archive, "lib/url.py") == ["lib/url.py", "docs/lib/url.py", "lib/url.pyc"]
    assert written(archive, "URL.py")[:3] == ["url.py", "docs/lib/url.py", "lib/url.py"]
    assert written(archive, "URL.py")[3:] == ["my_url.py", "lib/url.pyc"]


def test_a_case_is_found_by_the_beginning_of_its_name() -> None:
    archive = archive_of(
        change("a.py", "97bf6e5c", intent="Add ports"), change("a.py", "1066929", intent="Drop 97b")
    )
    assert written(archive, "97BF6") == ["Add ports"]
    assert written(archive, "97b") == ["Add ports", "Drop 97b"]


@pytest.mark.parametrize("find", [saying, written])
def test_only_what_is_in_the_scope_is_found(find: object) -> None:
    archive = archive_of(change("a/router.py", "c1", intent="router"), command("make router"))
    look = saying if find is saying else written
    assert look(archive, "router", scope(["command"])) == ["make router"]
    assert look(archive, "router", scope(["file", "case"], hidden=["router"])) == ["a/router.py"]
    assert len(look(archive, "router", k=2)) == 2


def test_a_question_that_is_a_pattern_means_itself() -> None:
    assert written(archive_of(command("grep 'a.*b'"), command("grep ab")), "a.*b") == ["grep 'a.*b'"]


def test_beyond_the_bound_what_was_told_of_longest_ago_is_dropped() -> None:
    events = [change(f"f{n}.py", f"c{n}", intent=f"Change number {n}") for n in range(40)]
    archive = archive_of(events[0], *events, change("f0.py", "last", intent="Again"), most=20)
    assert 20 <= len(archive) <= 25
    assert written(archive, "f1.py") == []
    assert written(archive, "f0.py") == ["f0.py"]
    assert held(archive, "last") == ["f0.py"]
    assert saying(archive, "number 39")[0] == "Change number 39"
    assert all(
        archive.find(kind, name, "/p") is not None for kind, name in [("file", "f39.py"), ("case", "c39")]
    )
