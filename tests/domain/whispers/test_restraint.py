"""At most so many in any hour, and never the same within its cooldown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.whispers.restraint import Restraint

OFFERS = st.lists(st.tuples(st.floats(0.0, 20_000.0), st.sampled_from("abcdefghij")), max_size=60)


def shown(offers: list[tuple[float, str]], *, most: int, cooldown_s: float) -> list[tuple[float, str]]:
    restraint = Restraint(most_an_hour=most)
    found = []
    for now, what in offers:
        if restraint.why_not(what, now) is None:
            restraint.remember(what, now, cooldown_s=cooldown_s)
            found.append((now, what))
    return found


@given(OFFERS, st.integers(0, 6))
def test_no_hour_has_more_than_allowed(offers: list[tuple[float, str]], most: int) -> None:
    found = shown(sorted(offers), most=most, cooldown_s=0.0)
    assert all(sum(end - 3600 < now <= end for now, _ in found) <= most for end, _ in found)


@given(OFFERS, st.floats(1.0, 10_000.0))
def test_the_same_is_never_shown_twice_within_its_cooldown(
    offers: list[tuple[float, str]], cooldown_s: float
) -> None:
    found = shown(sorted(offers), most=60, cooldown_s=cooldown_s)
    for place, (now, what) in enumerate(found):
        assert all(now - before >= cooldown_s for before, other in found[:place] if other == what)


@given(OFFERS)
def test_a_clock_that_goes_back_shows_no_more(offers: list[tuple[float, str]]) -> None:
    found = shown(offers, most=2, cooldown_s=60.0)
    for place, (now, _) in enumerate(found):
        assert sum(before > now - 3600 for before, _ in found[:place]) < 2


def test_it_says_what_keeps_it() -> None:
    restraint = Restraint(most_an_hour=1)
    restraint.remember("a", 0.0, cooldown_s=7200.0)
    assert restraint.why_not("b", 10.0) == "1 were shown within the last hour"
    assert restraint.why_not("a", 3601.0) == "the same was shown not long ago"
    assert restraint.why_not("a", 7200.0) is None
