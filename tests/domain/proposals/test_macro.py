"""A macro does what was done: what differs is an argument, what is the same is not."""

from __future__ import annotations

import pytest
from tests.domain.patterns.acts import acts

from jepa_learning.domain.proposals.macro import macro_of, name_of


def test_what_differs_becomes_an_argument_and_what_is_the_same_stays() -> None:
    times = [acts(["git add .", f"git commit -m 'fix {n}'", "git push origin main"]) for n in range(5)]
    macro = macro_of(times, taken=())
    assert macro is not None
    assert macro.lines() == ("git add .", 'git commit -m "$1"', "git push origin main")
    assert (macro.name, macro.arguments) == ("gagc", 1)


def test_an_argument_that_repeats_an_earlier_one_has_its_number() -> None:
    macro = macro_of([acts([f"mkdir d{n}", f"cd d{n}"]) for n in range(5)], taken=())
    assert macro is not None
    assert macro.lines("$argv[N]") == ("mkdir $argv[1]", "cd $argv[1]")
    assert not macro.serves(acts(["mkdir a", "cd b"]))
    assert macro.serves(acts(["mkdir a", "cd a"]))


def test_too_many_arguments_make_no_macro() -> None:
    assert macro_of([acts([f"cp a{n} b{n}", f"mv c{n} d{n}"]) for n in range(5)], taken=()) is None


def test_uses_do_not_overlap_and_tell_what_they_spare() -> None:
    macro = macro_of([acts(["make clean", "make"])] * 5, taken=())
    assert macro is not None
    (one, two) = macro.uses(acts(["make clean", "make", "ls", "make clean", "make"]))
    assert (one.at, two.at, one.events, one.seconds) == (0, 3, 1.0, 10.0)
    assert one.keys == len("make clean\nmake\n") - len(f"{macro.name}\n")


@pytest.mark.parametrize(
    ("taken", "name"), [((), "gagc"), (("gagc",), "gagc2"), (("gagc", "gagc2"), "gagc3")]
)
def test_a_name_hides_none_that_is_taken(taken: tuple[str, ...], name: str) -> None:
    assert name_of(["git add <path>", "git commit -m <text>"], taken=taken) == name


def test_an_argument_may_be_of_any_kind() -> None:
    macro = macro_of([acts([f"cd src/p{n}", "make"]) for n in range(5)], taken=())
    assert macro is not None
    assert macro.serves(acts(["cd other/place", "make"]))
    assert macro.serves(acts(["cd name", "make"]))
    assert not macro.serves(acts(["cd -P src/p1", "make"]))
