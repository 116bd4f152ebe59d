"""Builds a learner from plain values: which manifolds see which kind of activity, and how they are set.

Adding a manifold is its file and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from jepa_learning.domain.doubts import BREAKDOWN, TOO_LITTLE, UNSURE
from jepa_learning.domain.drift.detection import Detection
from jepa_learning.domain.drift.drift import Drift, DriftOptions
from jepa_learning.domain.drift.follower import Follower
from jepa_learning.domain.drift.sketch import Sketcher
from jepa_learning.domain.drift.tracks import Tracks
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Prediction
from jepa_learning.domain.federation import Federation
from jepa_learning.domain.file_world import FileWorld
from jepa_learning.domain.latent import Latent
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.manifolds.author import Author
from jepa_learning.domain.manifolds.cochange import CoChange
from jepa_learning.domain.manifolds.council import Council
from jepa_learning.domain.manifolds.directory import Directory
from jepa_learning.domain.manifolds.event_jepa import FileEventJepa, SequenceEventJepa
from jepa_learning.domain.manifolds.file_words import FileWords
from jepa_learning.domain.manifolds.frequency import Frequency
from jepa_learning.domain.manifolds.habits import Habits
from jepa_learning.domain.manifolds.hindsight import Hindsight
from jepa_learning.domain.manifolds.intent_words import IntentWords
from jepa_learning.domain.manifolds.lately import Lately
from jepa_learning.domain.manifolds.manifold import Correcting, Deferring, Manifold
from jepa_learning.domain.manifolds.name_parts import NameParts
from jepa_learning.domain.manifolds.neighbours import Neighbours
from jepa_learning.domain.manifolds.next_case import NextCase
from jepa_learning.domain.manifolds.ngram import NGram
from jepa_learning.domain.manifolds.outcome import Outcome
from jepa_learning.domain.manifolds.path_words import PathWords
from jepa_learning.domain.manifolds.place import Place
from jepa_learning.domain.manifolds.progress import Progress
from jepa_learning.domain.manifolds.recency import Recency
from jepa_learning.domain.manifolds.session import Session
from jepa_learning.domain.manifolds.similar_cases import SimilarCases
from jepa_learning.domain.manifolds.skipgram import SkipGram
from jepa_learning.domain.manifolds.timing import Timing
from jepa_learning.domain.mixer import Mixer, Mixing
from jepa_learning.domain.plural_mixer import PluralMixer
from jepa_learning.domain.sequence_world import UNITS, SequenceWorld
from jepa_learning.domain.situation import FileSituation, SequenceSituation, Situation
from jepa_learning.domain.staged_mixer import StagedMixer
from jepa_learning.domain.trust import Trust, TrustOptions
from jepa_learning.domain.world import Knowledge, World

S = TypeVar("S", bound=Situation)

Follow = Callable[[Mixing, Sequence[Manifold[S]]], Follower]
"""Makes what follows the stream of a federation with this mixer and these manifolds."""


@dataclass(frozen=True, slots=True)
class MixerOptions:
    """How the weights learn; see `Mixer`."""

    initial: float
    rate: float
    settle: float
    floor: float
    ceiling: float
    steepest: float
    lowest: float
    late_initial: float
    late_rate: float
    late_settle: float
    late_share: float


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How changes of files are learnt; half lives count cases."""

    mixer: MixerOptions
    initial_named: float
    open_cases: int
    slow_half_life: float
    fast_half_life: float
    author_task_half_life: float
    author_half_life: float
    author_slow_half_life: float
    case_half_life: float
    nearest_cases: int
    similar_half_life: float
    following_files: int
    word_prior: float
    author_prior: float
    text_saturation: float
    text_length_share: float
    escape: float
    episodes: int


@dataclass(frozen=True, slots=True)
class SequenceOptions:
    """How sequences are learnt; half lives count events."""

    mixer: MixerOptions
    share: float
    open_cases: int
    shortlist: int
    own_weights_after: int
    slow_half_life: float
    fast_half_life: float
    remembered: int
    fade: float
    longest_process: int
    pause_prior: float
    hindsight_rate: float
    hindsight_settle: float
    escape: float
    episodes: int


@dataclass(frozen=True, slots=True)
class LearnerOptions:
    """All that a learner is made from.

    Attributes:
        least_cases: Cases that must be known before a prediction should be acted on.
        dismissed_share: What is left of the probability of a candidate that was dismissed of late.
        trust: How far answers are believed, and when to abstain.
        weighed: Candidates of a question that are weighed at most.
    """

    files: FileOptions
    sequences: SequenceOptions
    drift: DriftOptions
    weighed: int
    least_cases: int
    least_events: int
    dismissed_share: float
    trust: TrustOptions


def build_learner(options: LearnerOptions, *, without: Collection[str] = ()) -> Learner:
    """Return a learner that knows nothing yet.

    Args:
        options: Every value that it is set by.
        without: Names of manifolds to leave out.

    Raises:
        RequestError: `without` names a manifold that does not exist, or leaves none.
    """
    unknown = sorted(set(without) - manifold_names(options))
    if unknown:
        known = ", ".join(sorted(manifold_names(options)))
        raise RequestError(f"there is no manifold {unknown[0]!r}: expected one of {known}")
    for kind, manifolds in (
        ("files", file_manifolds(options.files)),
        ("sequences", sequence_manifolds(options.sequences)),
    ):
        if all(manifold.name in without for manifold in manifolds):
            raise RequestError(f"every manifold of {kind} is left out: leave one of them in")
    latents, detection = {kind: Latent() for kind in ("file", "sequence", "council")}, Detection()
    return Learner(
        partial(_build_world, options, frozenset(without), detection),
        partial(
            hesitate,
            least_cases=options.least_cases,
            least_events=options.least_events,
        ),
        latents,
        detection,
        dismissed_share=options.dismissed_share,
    )


def manifold_names(options: LearnerOptions) -> set[str]:
    """Return the names of all manifolds of all kinds."""
    return {m.name for m in file_manifolds(options.files)} | {
        m.name for m in sequence_manifolds(options.sequences)
    }


def file_manifolds(
    options: FileOptions, latent: Latent | None = None, council: Latent | None = None
) -> list[Manifold[FileSituation]]:
    """Return a fresh manifold of every kind that sees changes of files."""
    escape = options.escape
    return [
        Frequency(
            slow_half_life=options.slow_half_life, fast_half_life=options.fast_half_life, escape=escape
        ),
        Recency(),
        CoChange(half_life=options.case_half_life, escape=escape),
        NextCase(most=options.following_files, escape=escape),
        IntentWords(escape=escape),
        FileWords(saturation=options.text_saturation, length_share=options.text_length_share, escape=escape),
        SimilarCases(nearest=options.nearest_cases, half_life=options.similar_half_life, escape=escape),
        PathWords(prior=options.word_prior),
        NameParts(),
        Directory(half_life=options.case_half_life, escape=escape),
        Author(
            half_lives=(
                options.author_task_half_life,
                options.author_half_life,
                options.author_slow_half_life,
            ),
            prior=options.author_prior,
        ),
        Neighbours(prior=options.word_prior, escape=escape),
        FileEventJepa(latent if latent is not None else Latent(), episodes=options.episodes),
        Council(council if council is not None else Latent()),
    ]


def sequence_manifolds(
    options: SequenceOptions, latent: Latent | None = None
) -> list[Manifold[SequenceSituation]]:
    """Return a fresh manifold of every kind that sees sequences."""
    return [
        NGram(),
        SkipGram(),
        Lately(remembered=options.remembered, fade=options.fade, escape=options.escape),
        Session(),
        Habits(),
        Place(),
        Outcome(),
        Progress(longest=options.longest_process),
        Timing(prior=options.pause_prior),
        Frequency(
            slow_half_life=options.slow_half_life,
            fast_half_life=options.fast_half_life,
            escape=options.escape,
        ),
        Recency(),
        Hindsight(rate=options.hindsight_rate, settle=options.hindsight_settle),
        SequenceEventJepa(latent if latent is not None else Latent(), episodes=options.episodes),
    ]


def hesitate(
    prediction: Prediction,
    knowledge: Knowledge,
    *,
    least_cases: int,
    least_events: int,
) -> Prediction:
    """Say why a prediction should not be acted on, where that is not for its own doubts."""
    if not prediction.candidates:
        return _abstained(prediction, "nothing is known yet")
    if not knowledge.vouched and knowledge.cases < least_cases and knowledge.events < least_events:
        known = f"{_counted(knowledge.events, 'event')} in {_counted(knowledge.cases, 'case')}"
        return _abstained(prediction, f"{TOO_LITTLE}: {known}")
    if prediction.regime == "breakdown":
        return _abstained(prediction, f"{BREAKDOWN}: what happens is unlike anything learnt")
    if prediction.abstained is None and prediction.confidence < prediction.needed:
        return _abstained(prediction, f"{UNSURE}: what was likelier was dismissed of late")
    return prediction


def _abstained(prediction: Prediction, why: str) -> Prediction:
    return replace(prediction, abstained=why, is_unsure=False)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _build_world(
    options: LearnerOptions,
    without: frozenset[str],
    detection: Detection,
    latents: Mapping[str, Latent],
    kind: str,
) -> World:
    if kind == "file":
        every = file_manifolds(options.files, latents["file"], latents["council"])
        files = [m for m in every if m.name not in without]
        first = {"path_words.named": options.files.initial_named}
        federation = _federation(
            files,
            options.files.mixer,
            Trust(options.trust),
            first=first,
            share=None,
            weighed=options.weighed,
            follow=partial(_follower, options.drift, detection, ordered=False),
        )
        return FileWorld(federation, open_cases=options.files.open_cases)
    sequences = [
        m for m in sequence_manifolds(options.sequences, latents["sequence"]) if m.name not in without
    ]
    return SequenceWorld(
        _federation(
            sequences,
            options.sequences.mixer,
            Trust(options.trust),
            first={},
            share=options.sequences.share,
            weighed=options.weighed,
            follow=partial(_follower, replace(options.drift, per_case=0), detection, ordered=True),
        ),
        unit=UNITS[kind],
        open_cases=options.sequences.open_cases,
        shortlist=options.sequences.shortlist,
        own_weights_after=options.sequences.own_weights_after,
    )


def _federation(
    manifolds: Sequence[Manifold[S]],
    options: MixerOptions,
    trust: Trust,
    *,
    first: Mapping[str, float],
    share: float | None,
    weighed: int,
    follow: Follow[S],
) -> Federation[S]:
    """Return a federation of the manifolds, in the order in which they are mixed behind each other.

    `first` has the first weight of a view that differs; `share` is of the second mixture, None goes without.
    """
    stages = _stages(manifolds)
    counting, manifolds = stages[0], [one for stage in stages for one in stage]
    views = [f"{m.name}.{view}" for m in counting for view in m.views]
    early: Mixing = Mixer(
        [len(m.views) for m in counting],
        initial=[first.get(view, options.initial) for view in views],
        rate=options.rate,
        settle=options.settle,
        floor=options.floor,
        ceiling=options.ceiling,
        steepest=options.steepest,
        lowest=options.lowest,
    )
    if share is not None:
        early = PluralMixer(early, len(views), share=share)
    mixer, mixed = early, len(views)
    for stage in stages[1:]:
        # What corrects the mixture is learnt to be added to it as it is; a network has to earn its say.
        initial = [1.0 if _corrects(m) else options.late_initial for m in stage for _ in m.views]
        late = Mixer(
            [1] * (1 + len(initial)),
            initial=[1.0, *initial],
            rate=options.late_rate,
            settle=options.late_settle,
            floor=options.floor,
            ceiling=1.0,
            steepest=options.steepest,
        )
        mixer = StagedMixer(mixer, late, n_early=mixed, share=options.late_share)
        mixed += len(initial)
    return Federation(
        manifolds,
        mixer,
        trust,
        weighed=weighed,
        ceiling=options.ceiling,
        follower=follow(mixer, manifolds),
    )


def _stages(manifolds: Sequence[Manifold[S]]) -> list[list[Manifold[S]]]:
    """Return who is mixed first, and who behind each other: who counts, who corrects that, and networks."""
    correcting = [m for m in manifolds if _corrects(m)]
    counting = [m for m in manifolds if not isinstance(m, Deferring | Correcting)]
    networks = [m for m in manifolds if m not in correcting and m not in counting]
    return [stage for stage in (counting, correcting, networks) if stage]


def _corrects(manifold: Manifold[S]) -> bool:
    return isinstance(manifold, Correcting) or (isinstance(manifold, Deferring) and manifold.corrects)


def _follower(
    options: DriftOptions,
    detection: Detection,
    mixer: Mixing,
    manifolds: Sequence[Manifold[S]],
    *,
    ordered: bool,
) -> Follower:
    members = [len(manifold.views) for manifold in manifolds]
    return Follower(
        Drift(mixer, options, detection, ordered=ordered),
        Tracks(
            [manifold.name for manifold in manifolds],
            dimension=options.dimension,
            window=options.window,
            kept=options.windows,
        ),
        Sketcher(members, dimension=options.dimension),
    )
