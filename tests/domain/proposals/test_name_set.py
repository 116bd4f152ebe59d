"""Several new names are one proposal: what serves what, what becomes of a file, and what is foretold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.domain.proposals.test_remedies import places
from tests.domain.waste.finds import days, found, stream, with_noise

from jepa_learning.domain.patterns.act import act_of
from jepa_learning.domain.proposals.name_set import sets_of
from jepa_learning.domain.proposals.propose import ProposeOptions, is_worth_it, put_together
from jepa_learning.domain.proposals.recipe import recipe_for
from jepa_learning.domain.proposals.remedy import Remedy
from jepa_learning.domain.proposals.saving import Saving, Use, foretell
from jepa_learning.domain.proposals.shell_names import function_for
from jepa_learning.domain.waste.history import History

PULL, BUILD, CLEAN = (
    ["git add .", "git commit -m 'x y'", "git pull"],
    ["cd build", "ninja -j2 all"],
    ["rm -r out", "mkdir out"],
)
OPTIONS = ProposeOptions(
    learn_share=0.7,
    least_uses=8.0,
    least_uses_each=4.0,
    most_scatter=1.0,
    most_width=0.7,
    adoption_events=3.0,
    most_names=8,
    most_preloaded=20,
    carries_over=1.0,
)


def function(lines: Sequence[str]) -> Remedy:
    (finding,) = found(with_noise(days(list(lines), 6)), "repeated_sequence")
    remedy = function_for(finding, taken=())
    assert remedy is not None
    return remedy


def recipe(lines: Sequence[str], name: str) -> Remedy:
    (finding,) = found(with_noise(days(list(lines), 6)), "repeated_sequence")
    acts = tuple(tuple(replace(act, project="/p") for act in one) for one in finding.instances)
    remedy = recipe_for(replace(finding, instances=acts), project="/p", taken=())
    assert remedy is not None
    assert remedy.names == (name,)
    return remedy


def together(remedies: Sequence[Remedy], *, most: int = 8) -> list[Remedy]:
    return list(sets_of([(one, [Use(0, one.spares)]) for one in remedies], most=most))


def test_an_act_serves_the_first_name_that_has_a_use_for_it() -> None:
    whole, start = function(PULL), function(PULL[:2])
    (both,) = together([whole, start])
    session = [act_of(event) for event in stream([*PULL, *PULL[:2]])]
    assert [(use.at, use.events) for use in both.uses(session)] == [(0, 2.0), (3, 1.0)]


def test_recipes_of_one_file_are_one_change_of_it() -> None:
    (both,) = together([recipe(PULL, "gagc"), recipe(BUILD, "cn")])
    (change,) = both.changes(places({"/p/justfile": "all:\n    true\n"}))
    assert change.before == "all:\n    true\n"
    assert change.after is not None
    assert change.after.startswith(change.before)
    assert "\ngagc:\n" in change.after
    assert "\ncn:\n" in change.after


def test_what_may_lose_something_is_a_set_of_its_own() -> None:
    sets = together([function(PULL), function(CLEAN), function(BUILD)])
    assert [(one.names, one.risk) for one in sets] == [(("gagc", "cn"), "low"), (("rm",), "high")]


def test_no_set_has_more_names_than_are_learnt_at_once() -> None:
    sets = together([function(PULL), function(BUILD)], most=1)
    assert [(one.title, one.members) for one in sets] == [
        ("gagc: git add . && git commit -m 'x y' && git pull", ()),
        ("cn: cd build && ninja -j2 all", ()),
    ]


def test_what_cannot_be_foretold_alone_can_be_in_a_set() -> None:
    lines = [
        line for day in range(80) for line in [*(PULL if day % 8 == 0 else BUILD), f"a-{day}", f"b-{day}"]
    ]
    history = History(stream(lines), gap_s=1800.0)
    seldom, often = function(PULL), function(BUILD)

    def expect(remedy: Remedy, uses: Sequence[Use]) -> Saving:
        return foretell(uses, acts=len(history.acts), ahead=len(history.acts) // 2)

    alone = expect(seldom, list(seldom.uses(history.acts)))
    assert not is_worth_it(seldom, alone, OPTIONS)
    (both,) = put_together([seldom, often], history, expect, OPTIONS)
    assert both.names == ("cn", "gagc")
    assert is_worth_it(both, expect(both, both.uses(history.acts)), OPTIONS)


def test_what_is_in_use_is_in_no_set_and_leaves_its_acts_to_no_other() -> None:
    history = History(stream([line for _ in range(40) for line in (*PULL, "ls x")]), gap_s=1800.0)
    whole, start = function(PULL), function(PULL[:2])

    def expect(remedy: Remedy, uses: Sequence[Use]) -> Saving:
        return foretell(uses, acts=len(history.acts), ahead=len(history.acts))

    assert put_together([whole, start], history, expect, OPTIONS, adopted={whole.id}) == [whole]
