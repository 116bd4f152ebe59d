"""Model card: what a model was made from, how good it is and how to make it again, as a page of Markdown.

The facts are plain JSON, so that a card can be written again for weights that are there already. Nothing in a
card depends on when or where it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import fill
from typing import Any, Final

from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.latent import TAUGHT
from jepa_learning.ports.model_shelf import Weights

MEAN: Final = "mean"
"""The figures whose values stand in the registry."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A repository that was looked at.

    Attributes:
        name: `owner/name`.
        head: Id of the commit that its history leads to.
        commits: Of its history, without merges.
        time: Of the head, seconds since the epoch.
        licence: SPDX expression; None if not recognised.
        cases: Commits that were learnt.
        lessons: Kept of these.
        left_out: Why it was not trained on; None if it was.
    """

    name: str
    head: str
    commits: int
    time: int
    licence: str | None
    cases: int = 0
    lessons: int = 0
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured.

    Attributes:
        of: What it was measured on, or `mean`.
        values: Numbers by the name of the measure.
        lessons: Scored; None if it was measured otherwise.
    """

    of: str
    values: Mapping[str, float]
    lessons: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card tells, besides what the weights say themselves.

    Attributes:
        repositories: By name.
        seed: Of everything that was chosen by chance.
        steps: Of training.
        settings: What the training depends on, by name.
        figures: In the order of the card.
        notes: Sentences on the figures, or on how training differed from what the command does.
        kind: What the network predicts: `file` or `sequence`.
    """

    repositories: tuple[Taught, ...]
    seed: int
    steps: int
    settings: Mapping[str, float]
    figures: tuple[Figures, ...] = ()
    notes: tuple[str, ...] = ()
    kind: str = "file"


def facts_from(document: object) -> Facts:
    """Read facts as `train-base --list` prints them.

    Raises:
        RequestError: Something is missing, unknown or of another type.
    """
    try:
        given: dict[str, Any] = dict(document)  # type: ignore[call-overload]
        return Facts(
            **{
                **given,
                "repositories": tuple(Taught(**one) for one in given["repositories"]),
                "figures": tuple(Figures(**one) for one in given.get("figures", ())),
                "notes": tuple(given.get("notes", ())),
            }
        )
    except (TypeError, ValueError, KeyError) as error:
        raise RequestError(
            f"the facts of a model card are not what they must be ({error}): expected JSON in the form that "
            "train-base --list prints"
        ) from error


def metrics(facts: Facts) -> Mapping[str, float]:
    """Return the figures that stand for the whole: the mean, or nothing."""
    return next((one.values for one in facts.figures if one.of == MEAN), {})


def model_card(facts: Facts, weights: Weights) -> str:
    """Return the page."""
    parts = [_head(facts, weights), _data(facts), _training(facts, weights), _quality(facts), _again(facts)]
    return "\n".join(line for part in parts for line in part)


_WIDTH: Final = 110

_TITLES: Final = {
    "file": "The base event JEPA of files",
    "sequence": "The base event JEPA of sequences",
    "council": "The council",
}

_BEGINS: Final = {
    "file": "The network that every user's event JEPA of files starts from.",
    "sequence": "The network that every user's event JEPA of sequences starts from.",
    "council": "What the manifolds of files have in common in all projects.",
}

_WHAT: Final = {
    "file": """It ranks the files that a change may touch next, by the names, words and rhythm of what came
before.""",
    "council": """It hears what every manifold that counts says of each file that a change may touch next, and
says whom to believe: what is to be added to their mixture.""",
    "sequence": """It ranks the commands, steps and tool calls that may come next, by their names, their order
and what came at moments like this one. For want of logs of shells and runs that everybody may use, it was
taught by commit logs told as sequences: what is done to which kind of file within a commit, where an author
goes next, how subjects begin, which file an author edits next.""",
}

_TAUGHT_BY: Final = """It was taught by the commit logs of public repositories: paths, subjects, times,
pseudonyms of authors. No file's text was read, and none of the logs is in here, only weights. Its licence is
that of this project, MIT."""

_LICENCES: Final = "The licence is what the licence files of the commit grant, as SPDX names it."

_NETWORK: Final = """A learner read each history as a user's would, and handed the network a lesson at each
commit: what was known, the candidates, what came. AdamW on the network, AdaGrad on the table of
subwords; the loss is the decoding loss, a prediction in latent space and SIGReg."""

_HOW: Final = {
    "file": _NETWORK,
    "sequence": _NETWORK,
    "council": """A learner read each history as a user's would, without any network, and handed on at each
commit what its manifolds said of the candidates, what they made of it together, and what came. AdamW; the
loss is -ln of the probability of what came, after the score was added to ln p of the mixture.""",
}

MEASURES: Final = f"""Each row is of repositories that were not trained on. `alone` is what
was trained by itself, `federation` what the other manifolds believed, `with federation` both together. A
lesson holds at most {TAUGHT} candidates, the likeliest, those that came and some others: compare within
this table, not with whole rankings."""

_TRAINED: Final = {
    "file": "--repos clones --out models/base",
    "sequence": "--kind sequence --repos clones --out models/base-sequences",
    "council": "--kind council --repos clones --out models/council",
}

_AGAIN: Final = """On the same machine the same seed gives the same weights; on another, rounding
differs. Settings that stand in a table above are those that were used; the others are the defaults of
this version."""

_LIMITED: Final = """It knows how open-source projects name things, in few languages and in English. It speaks
as one manifold of many, whose weights follow how right each is on a user's machine."""

_LIMITS: Final = {
    "file": _LIMITED,
    "sequence": _LIMITED,
    "council": """It knows how manifolds go together in the histories of open-source projects, and no name,
word or author. Its weight follows how right it is on a user's machine. It hears the views that it was taught
with: a manifold that is added later is not heard before it is taught again, nor is what is said of texts,
which the histories did not hold.""",
}


def _head(facts: Facts, weights: Weights) -> Iterator[str]:
    newest = max((one.time for one in _used(facts)), default=0)
    yield from (f"# {_TITLES[facts.kind]}", "")
    yield from (_filled(f"{_BEGINS[facts.kind]} {_WHAT[facts.kind]} {_TAUGHT_BY}"), "")
    yield f"- weights: `{weights.file}`, {weights.bytes:,} bytes, SHA-256 `{weights.sha256}`"
    yield f"- data: up to {_date(newest)}, the date of the newest commit"
    yield ""


def _data(facts: Facts) -> Iterator[str]:
    used = _used(facts)
    cases, lessons = sum(one.cases for one in used), sum(one.lessons for one in used)
    yield from ("## Data", "")
    yield _filled(
        f"Repositories: {len(used)}; commits learnt: {cases:,}; lessons kept: {lessons:,}. {_LICENCES}"
    )
    yield from ("", "| repository | commit | licence | commits in all | commits learnt | lessons kept |")
    yield "| --- | --- | --- | ---: | ---: | ---: |"
    yield from (_row(one) for one in used)
    yield ""
    left = [one for one in facts.repositories if one.left_out is not None]
    if left:
        yield from ("Left out:", "")
        yield from (f"- {one.name} `{one.head[:12]}`: {one.left_out}" for one in left)
        yield ""


def _row(one: Taught) -> str:
    licence = one.licence or "not recognised"
    numbers = f"{one.commits:,} | {one.cases:,} | {one.lessons:,}"
    return f"| {one.name} | `{one.head[:12]}` | {licence} | {numbers} |"


def _training(facts: Facts, weights: Weights) -> Iterator[str]:
    sizes = ", ".join(f"{name} {size:,}" for name, size in weights.sizes.items())
    yield from (
        "## Training",
        "",
        _filled(f"Seed {facts.seed}, {facts.steps:,} steps; {sizes}. {_HOW[facts.kind]}"),
        "",
    )
    if facts.settings:
        yield from ("| setting | value |", "| --- | ---: |")
        yield from (f"| `{name}` | {value:,} |" for name, value in facts.settings.items())
        yield ""


def _quality(facts: Facts) -> Iterator[str]:
    yield from ("## Figures", "")
    if facts.figures:
        yield from _table(facts.figures)
    else:
        yield "None were measured for this model."
    yield ""
    for note in facts.notes:
        yield from (_filled(note), "")


def _table(figures: Sequence[Figures]) -> Iterator[str]:
    names = list(dict.fromkeys(name for one in figures for name in one.values))
    yield f"| measured on | lessons | {' | '.join(name.replace('_', ' ') for name in names)} |"
    yield f"| --- | ---: |{' ---: |' * len(names)}"
    for one in figures:
        lessons = "" if one.lessons is None else f"{one.lessons:,}"
        cells = (f"{one.values[name]:.3f}" if name in one.values else "" for name in names)
        yield f"| {one.of} | {lessons} | {' | '.join(cells)} |"


def _again(facts: Facts) -> Iterator[str]:
    yield from ("## Make it again", "")
    yield _filled("Clone the repositories above into one folder, as `owner+name.git`, at the commits above.")
    yield from ("", "```bash", f"lev jepa train-base {_TRAINED[facts.kind]}", "```", "")
    yield from (_filled(_AGAIN), "", "## Limits", "", _filled(_LIMITS[facts.kind]), "")


def _filled(text: str) -> str:
    return fill(" ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _used(facts: Facts) -> Sequence[Taught]:
    return [one for one in facts.repositories if one.left_out is None]


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).date().isoformat()
