"""What of an event is looked at."""

from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.features import FAMILIES, MOST_WORDS, features_of


def found(event: Event) -> dict[str, tuple[str, ...]]:
    return {FAMILIES[family]: tokens for family, tokens in features_of(event)}


def test_a_file_gives_its_folders_its_words_and_its_intent() -> None:
    place = {"project": "/src/httpx", "branch": "main"}
    event = Event("file", "httpx/_transports/wsgi.py", "c1", intent="Fix the wsgi errors", attributes=place)

    assert found(event) == {
        "kind": ("file",),
        "case": ("c1",),
        "project": ("/src/httpx",),
        "branch": ("main",),
        "folder": ("httpx", "httpx/_transports"),
        "ending": ("py",),
        "work": ("code",),
        "name": ("wsgi",),
        "intent": ("fix", "wsgi", "error"),
    }


def test_a_file_at_the_root_is_a_place_of_its_own() -> None:
    assert found(Event("file", "README.md", "c1"))["folder"] == ("./README.md",)


def test_a_command_gives_its_head_and_the_places_that_it_names() -> None:
    event = Event("command", "pytest tests/test_api.py -x", "s1", attributes={"cwd": "/src/httpx"})

    features = found(event)

    assert features["head"] == ("pytest", "pytest tests/test_api.py")
    assert features["folder"] == ("tests", "cwd /src/httpx")
    assert features["work"] == ("tests",)
    assert features["ending"] == ("py",)


def test_a_tool_call_is_also_about_its_argument() -> None:
    features = found(Event("tool", "Read", "r1", attributes={"arg": "cmd/cli/strategy.go"}))

    assert features["folder"] == ("cmd", "cmd/cli")
    assert features["work"] == ("looking",)
    assert "strategy" in features["name"]


def test_of_a_long_text_only_the_first_words_are_looked_at() -> None:
    many = " ".join(f"word{chr(97 + n)}" for n in range(26))

    assert len(found(Event("file", "a.py", "c1", intent=many))["intent"]) == MOST_WORDS
