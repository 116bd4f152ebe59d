"""The federation asks, mixes, learns whom to believe, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.lessons import moment

from jepa_learning.domain.abstention import AbstentionOptions
from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.event import Prediction
from jepa_learning.domain.federation import Answer, Federation
from jepa_learning.domain.latent import Moment, Singles
from jepa_learning.domain.mixer import Mixer
from jepa_learning.domain.opinions import opinions, said_by
from jepa_learning.domain.situation import Situation
from jepa_learning.domain.staged_mixer import StagedMixer
from jepa_learning.domain.trust import Trust, TrustOptions

C = 6
KEYS = ("always",)
TRUST = TrustOptions(
    stiffness=10.0,
    memory=500.0,
    calibration_start=20.0,
    calibration_floor=0.02,
    abstention=AbstentionOptions(precision=0.9, step=0.05, patience=5, drift=0.01, window=500),
)
NARROW = [0.5, 0.3, 0.2]


class Parrot:
    """A manifold with one view that always says the same."""

    views: ClassVar[tuple[str, ...]] = ("said",)
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, name: str, p: Sequence[float] | None) -> None:
        self.name = name
        self._evidence = None if p is None else np.log(np.array([p]) * len(p))
        self.learnt: list[int] = []

    def learn_one(self, situation: Situation, index: int, *, catalogue: Catalogue) -> None:
        self.learnt.append(index)

    def predict_one(self, situation: Situation, *, catalogue: Catalogue) -> Floats | None:
        return self._evidence

    def words(self, situation: Situation, index: int, *, catalogue: Catalogue) -> str:
        return f"{self.name} says {catalogue.names[index]}"


class Forgetful(Parrot):
    """The same, of what is only true for a while."""

    fleeting: ClassVar[frozenset[str]] = frozenset({"said"})


class Told(Parrot):
    """The same, of an intent."""

    needs_intent: ClassVar[frozenset[str]] = frozenset({"said"})


class Network(Parrot):
    """A manifold of two views whose answers come later, all together."""

    views: ClassVar[tuple[str, ...]] = ("told", "untold")
    hears: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[frozenset[str]] = frozenset()
    corrects: ClassVar[bool] = False
    learns: bool = True

    def __init__(self, name: str, *p: Sequence[float], speaks: bool = True) -> None:
        super().__init__(name, None)
        self._rows = np.log(np.array(p) * C)
        self._speaks = speaks
        self.asked: list[int] = []
        self.heard: list[Singles | None] = []
        self.lessons: list[tuple[Moment, list[int], Floats]] = []

    def moments(self, situation: Situation, *, catalogue: Catalogue) -> Sequence[Moment]:
        untold = moment(situation.candidates.astype(np.int32))
        return [replace(untold, intent="fix it"), untold] if self._speaks else []

    def answer(self, moments: Sequence[Moment]) -> Floats | None:
        self.asked.append(len(moments))
        self.heard = [one.opinions for one in moments]
        if not moments:
            return None
        return self._rows[::-1] if moments[0].intent == "long ago" else self._rows

    def teach(self, moment: Moment, right: Indices, p: Floats) -> None:
        self.lessons.append((moment, right.tolist(), p))


class Hearing(Network):
    """The same, told what another says; one view speaks where the intent is known, one instead of it."""

    hears: ClassVar[tuple[str, ...]] = ("one.said", "gone.said")
    needs_intent: ClassVar[frozenset[str]] = frozenset({"told"})
    instead: ClassVar[frozenset[str]] = frozenset({"untold"})


class Corrected(Parrot):
    """A manifold that notes what all others believed."""

    def __init__(self, name: str) -> None:
        super().__init__(name, None)
        self.believed: list[Floats] = []

    def correct(self, situation: Situation, right: Indices, p: Floats) -> None:
        self.believed.append(p)


def towards(place: int, *, sure: float = 0.7) -> list[float]:
    return [sure if column == place else (1 - sure) / (C - 1) for column in range(C)]


def catalogue() -> Catalogue:
    files = Catalogue()
    for letter in "abcdef":
        files.add(letter)
    return files


def federation(*manifolds: Parrot, ceiling: float = 1.0, weighed: int = C) -> Federation[Situation]:
    first = [0.5] * sum(len(one.views) for one in manifolds)
    mixer = Mixer(
        [len(one.views) for one in manifolds],
        initial=first,
        rate=0.2,
        settle=1.0,
        floor=0.002,
        ceiling=ceiling,
    )
    return Federation(
        manifolds,  # type: ignore[arg-type]  # names of their own, so that one class plays many
        mixer,
        Trust(TRUST),
        weighed=weighed,
    )


def answer(asked: Federation[Situation], *, intent: bool = True, stale: bool = False) -> Answer[Situation]:
    situation = Situation(candidates=np.arange(C))
    evidence = asked.hear(situation, catalogue=catalogue()).evidence
    return asked.answer(situation, evidence, KEYS, asked.awake(intent=intent, stale=stale), context="any")


def predict(asked: Federation[Situation], k: int = C) -> Prediction:
    return asked.predict(answer(asked), k, catalogue=catalogue())


def test_the_mixture_is_the_product_of_powers_of_what_the_manifolds_say() -> None:
    one, two = towards(0), towards(1, sure=0.4)
    product = np.array(one) ** 0.5 * np.array(two) ** 0.5
    found = answer(federation(Parrot("one", one), Parrot("two", two))).p
    assert found == pytest.approx(product / product.sum())


def test_a_silent_manifold_changes_nothing() -> None:
    alone = answer(federation(Parrot("one", towards(0))))
    beside = answer(federation(Parrot("one", towards(0)), Parrot("silent", None)))
    assert beside.p == pytest.approx(alone.p)


def test_what_needs_an_intent_sleeps_without_one_and_what_is_fleeting_when_stale() -> None:
    asked = federation(Parrot("one", towards(0)), Told("told", towards(1)), Forgetful("late", towards(2)))
    assert asked.awake(intent=True, stale=False).tolist() == [True, True, True]
    assert asked.awake(intent=False, stale=False).tolist() == [True, False, True]
    assert asked.awake(intent=True, stale=True).tolist() == [True, True, False]
    alone = answer(federation(Parrot("one", towards(0))))
    assert answer(asked, intent=False, stale=True).p == pytest.approx(alone.p)


def test_every_manifold_learns_what_came() -> None:
    parrots = Parrot("one", None), Parrot("two", None)
    federation(*parrots).learn_activity(Situation(candidates=np.arange(C)), 3, catalogue=catalogue())
    assert [parrot.learnt for parrot in parrots] == [[3], [3]]


def test_it_comes_to_believe_who_is_right_and_back_again_when_that_changes() -> None:
    asked = federation(Parrot("one", towards(0)), Parrot("two", towards(1)))

    def share(name: str) -> float:
        first = predict(asked).candidates[0]
        return first.reasons[name].share if name in first.reasons else 0.0

    for right, name, activity in ((0, "one", "a"), (1, "two", "b"), (0, "one", "a")):
        for _ in range(400):
            asked.learn_outcome(answer(asked), np.array([right]))
        assert predict(asked).candidates[0].activity == activity
        assert share(name) > 0.99


def test_the_confidence_becomes_how_often_the_first_one_is_right() -> None:
    asked = federation(Parrot("one", towards(0, sure=0.95)), Parrot("two", None))
    for turn in range(3_000):
        right = 0 if turn % 10 < 6 else 1 + turn % (C - 1)
        asked.learn_outcome(answer(asked), np.array([right]))
    assert predict(asked).confidence == pytest.approx(0.6, abs=0.06)


def test_candidates_come_best_first_with_falling_probabilities_and_no_more_than_asked() -> None:
    p = [0.1, 0.3, 0.05, 0.25, 0.2, 0.1]
    said = predict(federation(Parrot("one", p)), k=4)
    assert [candidate.activity for candidate in said.candidates] == ["b", "d", "e", "a"]
    chances = [candidate.probability for candidate in said.candidates]
    assert chances == sorted(chances, reverse=True)
    assert said.confidence == chances[0]


def test_equal_candidates_keep_the_order_in_which_they_were_first_known() -> None:
    said = predict(federation(Parrot("one", [1 / C] * C)))
    assert [candidate.activity for candidate in said.candidates] == list("abcdef")


def test_the_share_of_a_manifold_is_its_part_of_the_evidence_for_the_candidate() -> None:
    one, two = towards(0, sure=0.7), towards(0, sure=0.4)
    first = predict(federation(Parrot("one", one), Parrot("two", two))).candidates[0]
    for_one, for_two = np.log(0.7 * C), np.log(0.4 * C)
    assert first.reasons["one"].share == pytest.approx(for_one / (for_one + for_two))
    assert first.reasons["two"].share == pytest.approx(for_two / (for_one + for_two))
    assert first.reasons["one"].words == "one says a"


def test_who_is_against_a_candidate_is_no_reason_for_it() -> None:
    said = predict(federation(Parrot("one", towards(0)), Parrot("two", towards(1, sure=0.5))))
    assert set(said.candidates[0].reasons) == {"one"}
    assert said.candidates[2].reasons == {}


def test_only_the_three_with_the_largest_shares_put_it_into_words() -> None:
    parrots = [Parrot(f"m{n}", towards(0, sure=0.4 + 0.1 * n)) for n in range(5)]
    reasons = predict(federation(*parrots)).candidates[0].reasons
    assert list(reasons) == ["m4", "m3", "m2", "m1", "m0"]
    assert [bool(reason.words) for reason in reasons.values()] == [True, True, True, False, False]


def test_disagreement_tells_agreement_from_quarrel() -> None:
    agreed = predict(federation(Parrot("one", towards(0)), Parrot("two", towards(0))))
    apart = predict(federation(Parrot("one", towards(0, sure=0.999)), Parrot("two", towards(1, sure=0.999))))
    assert agreed.disagreement == pytest.approx(0.0, abs=1e-9)
    assert apart.disagreement > 0.9


def test_no_manifold_outvotes_the_others_together_beyond_the_ceiling() -> None:
    loud = Parrot("loud", towards(0))
    held = federation(loud, Parrot("quiet", towards(1, sure=0.3)), ceiling=0.5)
    free = federation(loud, Parrot("quiet", towards(1, sure=0.3)))
    for asked in (held, free):
        for _ in range(300):
            asked.learn_outcome(answer(asked), np.array([0]))
    assert predict(held).candidates[0].activity == "a"
    assert answer(held).p[0] < answer(free).p[0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.floats(0.01, 1.0), min_size=C, max_size=C), min_size=1, max_size=5),
    st.lists(st.integers(0, C - 1), max_size=30),
)
def test_shares_are_a_part_of_one_and_probabilities_fall(
    said: list[list[float]], outcomes: list[int]
) -> None:
    parrots = [Parrot(f"m{n}", [x / sum(p) for x in p]) for n, p in enumerate(said)]
    asked = federation(*parrots, ceiling=0.6)
    for right in outcomes:
        asked.learn_outcome(answer(asked), np.array([right]))
    found = predict(asked)
    for candidate in found.candidates:
        shares = [reason.share for reason in candidate.reasons.values()]
        assert sum(shares) <= 1.0 + 1e-9
        assert all(share > 0.0 for share in shares)
    chances = [candidate.probability for candidate in found.candidates]
    assert chances == sorted(chances, reverse=True)
    assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert 0.0 <= found.disagreement <= 1.0


# Networks, which answer later


def test_what_a_network_says_is_filled_in_when_it_matters_and_once() -> None:
    network = Network("net", towards(1), towards(2))
    asking = federation(Parrot("one", towards(0)), network, Parrot("last", towards(3)))
    asked = asking.ask(Situation(candidates=np.arange(C)), catalogue=catalogue())
    expected = np.log(np.array([towards(0), [1 / C] * C, [1 / C] * C, towards(3)]) * C)
    assert asked.evidence == pytest.approx(expected)
    whole = asking.complete(asking.complete(asked))
    expected[1:3] = np.log(np.array([towards(1), towards(2)]) * C)
    assert whole.evidence == pytest.approx(expected)
    assert network.asked == [2]
    heard = asking.hear(Situation(candidates=np.arange(C)), catalogue=catalogue()).evidence
    assert heard == pytest.approx(expected)


def test_networks_beside_each_other_each_have_their_own_rows() -> None:
    one, other = Network("one", towards(1), towards(2)), Network("other", towards(3), towards(4))
    asked = federation(one, Parrot("between", towards(0)), other)
    evidence = asked.hear(Situation(candidates=np.arange(C)), catalogue=catalogue()).evidence
    assert evidence.argmax(axis=1).tolist() == [1, 2, 0, 3, 4]


def test_a_silent_network_changes_nothing_and_is_taught_nothing() -> None:
    silent = Network("net", towards(1), towards(2), speaks=False)
    asked = federation(Parrot("one", towards(0)), silent)
    assert answer(asked).p == pytest.approx(answer(federation(Parrot("one", towards(0)))).p)
    question = asked.ask(Situation(candidates=np.arange(C)), catalogue=catalogue())
    asked.teach(question, answer(asked), np.array([2]))
    assert silent.lessons == []


@pytest.mark.parametrize(("view", "intent"), [(0, "fix it"), (1, "")])
def test_a_network_is_taught_what_came_as_it_was_asked(view: int, intent: str) -> None:
    network = Network("net", towards(1), towards(2))
    asked = federation(Parrot("one", towards(0)), network)
    question = asked.ask(Situation(candidates=np.arange(C)), catalogue=catalogue())
    said = answer(asked)
    asked.teach(question, said, np.array([2, 4]), view=view)
    ((taught, right, p),) = network.lessons
    assert (taught.intent, right) == (intent, [2, 4])
    assert p is said.p


def test_who_hears_the_others_is_told_what_they_say_as_each_of_its_views_mixes_them() -> None:
    hearing = Hearing("hearing", towards(3), towards(4))
    asking = federation(Parrot("one", towards(0)), Told("two", towards(1)), hearing)
    framings = [
        (KEYS, asking.awake(intent=True, stale=False)),
        (("other",), asking.awake(intent=False, stale=False)),
    ]
    asked = asking.hear(Situation(candidates=np.arange(C)), framings, catalogue=catalogue())
    both = np.array(towards(0)) ** 0.5 * np.array(towards(1)) ** 0.5
    said = np.log(np.array([towards(0), towards(1)]) * C)
    told, untold = hearing.heard
    assert told == pytest.approx(opinions(said_by(said, np.array([0, -1])), both / both.sum()), abs=1e-5)
    alone = np.array(towards(0)) ** 0.5
    assert untold == pytest.approx(opinions(said_by(said, np.array([0, -1])), alone / alone.sum()), abs=1e-5)
    assert [one.opinions for one in asked.moments[0]] == hearing.heard


def test_for_who_learns_nothing_no_lesson_is_made_and_what_was_heard_is_not_kept() -> None:
    hearing = Hearing("hearing", towards(3), towards(4))
    hearing.learns = False
    asking = federation(Parrot("one", towards(0)), hearing)
    framings = [(KEYS, asking.awake(intent=told, stale=False)) for told in (True, False)]
    asked = asking.hear(Situation(candidates=np.arange(C)), framings, catalogue=catalogue())
    assert all(one is not None for one in hearing.heard)
    assert [one.opinions for one in asked.moments[0]] == [None, None]
    said = asking.answer(asked.situation, asked.evidence, *framings[0], context="any")
    asking.teach(asked, said, np.array([2]))
    assert hearing.lessons == []


def test_who_hears_nobody_is_told_nothing() -> None:
    network = Network("net", towards(1), towards(2))
    asking = federation(Parrot("one", towards(0)), network)
    asking.hear(
        Situation(candidates=np.arange(C)),
        [(KEYS, asking.awake(intent=True, stale=False))] * 2,
        catalogue=catalogue(),
    )
    assert network.heard == [None, None]


@pytest.mark.parametrize(("intent", "awake"), [(True, [True, True, False]), (False, [True, False, True])])
def test_one_view_speaks_instead_of_another_where_the_intent_is_not_known(
    intent: bool, awake: list[bool]
) -> None:
    asking = federation(Parrot("one", towards(0)), Hearing("hearing", towards(3), towards(4)))
    assert asking.awake(intent=intent, stale=False).tolist() == awake


def test_who_corrects_goes_by_what_was_believed_before_networks_were_mixed_in() -> None:
    one, corrected = Parrot("one", towards(0)), Corrected("corrected")
    network = Network("net", towards(1), towards(2))
    early = Mixer([1, 1], initial=[0.5, 0.5], rate=0.2, settle=1.0, floor=0.002, ceiling=1.0)
    late = Mixer([1, 1, 1], initial=[1.0, 0.5, 0.5], rate=0.2, settle=1.0, floor=0.002, ceiling=1.0)
    mixer = StagedMixer(early, late, n_early=2, share=0.01)
    asked = Federation([one, corrected, network], mixer, Trust(TRUST), weighed=C)  # type: ignore[list-item]
    said = answer(asked)
    asked.correct(said, np.array([1]))
    before = np.array(towards(0)) ** 0.5
    assert corrected.believed[0] == pytest.approx(before / before.sum())
    assert said.p != pytest.approx(corrected.believed[0])


def test_who_corrects_goes_by_what_was_believed() -> None:
    corrected = Corrected("corrected")
    asked = federation(Parrot("one", towards(0)), corrected)
    said = answer(asked)
    asked.correct(said, np.array([1]))
    asked.correct(said, np.array([], dtype=np.int64))
    assert [one is said.p for one in corrected.believed] == [True]


def test_of_very_many_candidates_the_likeliest_are_weighed() -> None:
    counts, network = Parrot("counts", [0.4, 0.02, 0.3, 0.2, 0.05, 0.03]), Network("network", NARROW, NARROW)
    asking = federation(counts, network, weighed=3)
    asked = asking.hear(Situation(candidates=np.arange(10, 10 + C)), catalogue=catalogue())
    assert asked.situation.candidates.tolist() == [10, 12, 13]
    assert [one.candidates.tolist() for one in asked.moments[0]] == [[10, 12, 13], [10, 12, 13]]
    assert asked.evidence[0] == pytest.approx(np.log(np.array([0.4, 0.3, 0.2]) * C))
    assert asked.evidence[1:] == pytest.approx(np.log(np.array([NARROW, NARROW]) * C))


def test_a_lesson_names_the_columns_of_what_was_weighed() -> None:
    counts, network = Parrot("counts", [0.4, 0.02, 0.3, 0.2, 0.05, 0.03]), Network("network", NARROW, NARROW)
    asking = federation(counts, network, weighed=3)
    asked = asking.hear(Situation(candidates=np.arange(C)), catalogue=catalogue())
    awake = asking.awake(intent=True, stale=False)
    said = asking.answer(asked.situation, asked.evidence, KEYS, awake, context="any")
    asking.teach(asked, said, np.array([2]))
    assert [(right, p.tolist()) for _, right, p in network.lessons] == [([2], said.p.tolist())]
