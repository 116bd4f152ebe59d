"""Contexts are called by what stands out."""

from collections.abc import Sequence

from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.features import features_of
from jepa_learning.domain.segmentation.names import evidence, name_context
from jepa_learning.domain.segmentation.profile import Profile


def changes(*paths: str, intent: str | None = None) -> list[Event]:
    return [Event("file", path, f"c{number}", intent=intent) for number, path in enumerate(paths)]


def profile_of(events: Sequence[Event]) -> Profile:
    profile = Profile(most=100.0)
    for event in events:
        profile.add(features_of(event))
    return profile


def name(
    new: Sequence[Event], old: Sequence[Event], *, project: str = "/src/httpx", taken: Sequence[str] = ()
) -> str:
    told = [(features_of(event), event) for event in new]
    return name_context(profile_of(new), profile_of(old), told, project=project, taken=taken)


CODE = changes("src/a.py", "src/b.py", "src/c.py", "src/d.py", intent="Speed up parsing")


def test_the_kind_of_work_comes_first() -> None:
    assert name(changes("tests/test_a.py", "tests/test_b.py"), CODE) == "httpx: tests"


def test_then_the_place() -> None:
    assert name(changes("server/a.py", "server/b.py"), CODE) == "httpx: server"


def test_then_the_words_of_the_intent_as_they_were_written() -> None:
    assert name(changes("src/a.py", "src/b.py", intent="Fix router"), CODE) == "httpx: fix router"


def test_then_the_command() -> None:
    lines = [Event("command", line, "s1") for line in ("psql -c x", "psql -c y")]

    assert name(lines, CODE, project="") == "running"
    assert name(lines, [Event("command", "python a.py", "s1")], project="") == "psql"


def test_without_a_project_it_is_what_stands_out_alone() -> None:
    assert name(changes("docs/a.md", "docs/b.md"), CODE, project="") == "docs"


def test_a_name_that_is_taken_gets_the_next_sign_and_at_last_a_number() -> None:
    tests = changes("tests/test_a.py", "tests/test_b.py")

    assert name(tests, CODE, taken=["httpx: tests"]) != "httpx: tests"
    everything = [f"httpx: tests{more}" for more in ("", ", a", ", test a", ", test", ", test b")]
    assert name(changes("x", "x"), changes("x", "x"), taken=["httpx"]) == "httpx 2"
    assert name(tests, CODE, taken=everything) not in everything


def test_a_long_word_does_not_make_a_long_name() -> None:
    assert len(name(changes(f"{'long' * 50}/a.py"), CODE, project="")) <= 40


def test_evidence_names_what_is_new_the_strongest_first() -> None:
    found = evidence(profile_of(changes("docs/guide/a.md", "docs/guide/b.md")), profile_of(CODE), most=3)

    assert set(found) == {"work: docs", "folder docs", "folder docs/guide"}
