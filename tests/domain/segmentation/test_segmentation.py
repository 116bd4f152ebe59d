"""A stream is cut where the user turns to something else, and only there."""

from collections.abc import Iterable
from itertools import chain

from tests.domain.segmentation.streams import ROUTER, SITE, TESTS, Clock

from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions
from jepa_learning.domain.segmentation.switch import Switch


def segmentation() -> Segmentation:
    return Segmentation(SegmentationOptions(**load_settings().settings.contexts.switch.model_dump()))


def told(events: Iterable[Event], by: Segmentation | None = None) -> list[tuple[int, Switch]]:
    following = by or segmentation()
    found = [(place, following.learn_one(event)) for place, event in enumerate(events)]
    return [(place, switch) for place, switch in found if switch is not None]


def test_another_kind_of_work_is_noticed_within_five_events() -> None:
    clock = Clock()

    (_, first), (place, switch) = told(chain(clock.changes(ROUTER, 40), clock.changes(SITE, 10)))

    assert first.before == ""
    assert 40 <= place < 45
    assert (switch.name, switch.before) == ("docs", first.name)
    assert switch.began in (40 * 60.0, 41 * 60.0)  # one event before may have been a little strange
    assert switch.noticed == (place + 1) * 60.0
    assert switch.confidence >= 0.9
    assert "folder docs" in switch.evidence


def test_steady_work_is_one_context() -> None:
    assert [place for place, _ in told(Clock().changes((*ROUTER, *TESTS), 400))] == [4]


def test_a_single_stray_event_is_no_switch() -> None:
    clock = Clock()
    stream = chain(clock.changes(ROUTER, 40), clock.changes(SITE, 1), clock.changes(ROUTER, 40))

    assert len(told(stream)) == 1


def test_the_files_of_one_commit_are_not_taken_for_so_many_signs() -> None:
    clock = Clock()
    commit = [
        Event("file", f"vendor/lib/part{n}.js", "import", 60.0 * 40.5, attributes={"status": "A"})
        for n in range(12)
    ]
    stream = [*clock.changes(ROUTER, 40), *commit, *clock.changes(ROUTER, 10)]

    assert all(place < 40 or place >= 42 for place, _ in told(stream))


def test_a_context_that_returns_gets_its_old_name() -> None:
    clock = Clock()
    stream = chain(
        clock.changes(ROUTER, 40), clock.changes(SITE, 30), clock.changes(ROUTER, 30), clock.changes(SITE, 10)
    )

    (_, first), (_, away), (_, back), (_, again) = told(stream)

    assert (back.name, again.name) == (first.name, away.name)
    assert (away.returns, back.returns, again.returns) == (False, True, True)


def test_another_project_is_a_switch_at_once_and_names_the_context() -> None:
    clock = Clock()
    stream = [
        *clock.changes(ROUTER, 20, project="/src/httpx"),
        *clock.changes(ROUTER, 20, project="/src/flask"),
        *clock.changes(ROUTER, 5, project="/src/httpx"),
    ]

    (_, first), (away, there), (home, back) = told(stream)

    assert (away, home) == (20, 40)
    assert first.name.startswith("httpx")
    assert (there.name, there.project) == ("flask", "/src/flask")
    assert (back.name, back.returns) == (first.name, True)


def test_a_command_belongs_to_the_project_that_its_folder_lies_in() -> None:
    clock = Clock()
    stream = [
        *clock.changes(ROUTER, 10, project="/src/httpx"),
        *clock.changes(ROUTER, 10, project="/src/flask"),
        *clock.commands(("ls", "git status"), 1, cwd="/src/httpx/docs"),
    ]

    place, switch = told(stream)[-1]

    assert (place, switch.project) == (20, "/src/httpx")


def test_who_goes_to_and_fro_between_two_projects_does_both_at_once() -> None:
    clock = Clock()
    here, there = "/src/httpx", "/src/flask"
    turns = [clock.changes(ROUTER, 1, project=here if turn % 2 else there) for turn in range(40)]

    found = told(chain(clock.changes(ROUTER, 20, project=here), *turns))

    assert len(found) <= 4


def test_a_kind_of_work_inside_a_project_is_named_after_both() -> None:
    clock = Clock()
    stream = chain(
        clock.changes(ROUTER, 40, project="/src/httpx"), clock.changes(TESTS, 12, project="/src/httpx")
    )

    _, switch = told(stream)[-1]

    assert switch.name == "httpx: tests"


def test_where_neither_kind_nor_place_stands_out_the_intent_names_it() -> None:
    clock = Clock()
    stream = chain(
        clock.changes(ROUTER, 40, intent="Speed up parsing", project="/src/httpx"),
        clock.changes(
            ("src/auth.py", "src/token.py"), 20, intent="Rotate login tokens", project="/src/httpx"
        ),
    )

    found = told(stream)

    assert [switch.name for _, switch in found[1:]] == ["httpx: rotate login"]


def test_the_same_stream_is_cut_the_same_way_again() -> None:
    def stream() -> Iterable[Event]:
        clock = Clock()
        return chain(clock.changes(ROUTER, 30), clock.changes(SITE, 30), clock.changes(TESTS, 30))

    assert told(stream()) == told(stream())


def test_switches_that_were_recorded_are_followed_without_doubt() -> None:
    clock, following = Clock(), segmentation()
    following.enter("router", "")
    for event in clock.changes(ROUTER, 30):
        following.absorb_one(event)
    following.enter("docs", "")
    for event in clock.changes(SITE, 30):
        following.absorb_one(event)

    [(_, switch)] = told(clock.changes(ROUTER, 10), by=following)

    assert (switch.name, switch.before, switch.returns) == ("router", "docs", True)


def test_only_so_many_contexts_are_remembered() -> None:
    clock, following = Clock(), segmentation()

    for number in range(100):
        following.enter(f"context {number}", f"/src/{number}")
        for event in clock.changes(ROUTER, 3, project=f"/src/{number}"):
            following.absorb_one(event)

    assert len(following.remembered) == 24
    assert following.remembered[-1] == "context 98"
