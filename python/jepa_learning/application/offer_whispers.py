"""Offer whispers: what could be said for a rule and its signal: predictions, or what the signal itself tells.

Offered is only what may be read, what can be told in one line, and nothing that was redacted. It does not
know whether anything is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jepa_learning.application.consent import Consents
from jepa_learning.application.contexts import Contexts
from jepa_learning.application.predict import Predict, Request, Section, why
from jepa_learning.application.whisper_offer import Offer
from jepa_learning.domain.privacy.redaction import is_redacted
from jepa_learning.domain.signals import (
    CONTEXT_SWITCH_DETECTED,
    SESSION_STARTED,
    TASK_GIVEN,
    WORKFLOW_ENDED,
    Signal,
)
from jepa_learning.domain.whispers.rule import PREDICT, SAY, Rule
from jepa_learning.domain.whispers.whisper import Guess

_SOURCES: Final = {"file": ("git",), "command": ("shell",), "tool": ("agent", "claude-code")}
_PERSON: Final = ("file", "command")
_AGENT: Final = ("file", "tool")
_RUN: Final = {"done": "is done", "failed": "failed"}
_LONGEST: Final = 120


class OfferWhispers:
    """Asks the predictions.

    Args:
        k: Guesses of one whisper.
    """

    def __init__(self, predict: Predict, *, contexts: Contexts, consents: Consents, k: int) -> None:
        self._predict = predict
        self._contexts = contexts
        self._consents = consents
        self._k = k

    def __call__(self, rule: Rule, signal: Signal) -> list[Offer]:
        """Return what could be whispered; nothing where too little is known, or it does not hold any more."""
        if rule.action == PREDICT:
            return self._predictions(signal)
        if rule.action == SAY:
            return [_said(rule, signal)]
        return [offer for offer in _told(signal) if may_show(self._consents, offer.kind, offer.project)]

    def _predictions(self, signal: Signal) -> list[Offer]:
        project, session = _fact(signal, "project"), _fact(signal, "session")
        wanted = _AGENT if session else _PERSON
        kinds = [kind for kind in wanted if may_show(self._consents, kind, project)]
        answer = self._predict(
            Request(
                directory=Path(project) if project else None,
                cwd=project or None,
                kinds=kinds,
                k=self._k,
                intent=_fact(signal, "intent") or None,
                known=() if signal.name == TASK_GIVEN else None,
                case=session or None,
                shown=False,
            )
        )
        hint = self._hint(signal, project)
        found = [(section.kind, _guesses(section)) for section in answer.sections]
        return [
            Offer(kind, guesses, hint, project=project, session=session) for kind, guesses in found if guesses
        ]

    def _hint(self, signal: Signal, project: str) -> str:
        if signal.name == CONTEXT_SWITCH_DETECTED:
            return f"The user turned to {_fact(signal, 'context')}"
        if signal.name == WORKFLOW_ENDED:
            return _line(f"{_fact(signal, 'workflow')} {_RUN.get(_fact(signal, 'status'), 'ended')}")
        if signal.name == SESSION_STARTED:
            running = self._contexts.running()
            if running is not None and running.stretch.project in ("", project):
                return f"Work was left at {running.stretch.name}"
        return ""


def may_show(consents: Consents, kind: str, project: str) -> bool:
    """Say whether a source that tells of a kind may be read, there; what is of no kind is not of a source."""
    if kind == "file" and not project:
        return False
    place = project if kind == "file" else ""
    return not kind or any(consents.is_granted(source, place) for source in _SOURCES.get(kind, ("jsonl",)))


def _guesses(section: Section) -> tuple[Guess, ...]:
    """Return the guesses, also where the first alone is too unsure: together they may be worth a look."""
    prediction = section.prediction
    if prediction.abstained is not None and not prediction.is_unsure:
        return ()
    found = [Guess(one.activity, one.probability, _line(why(one))) for one in prediction.candidates]
    return tuple(guess for guess in found if _line(guess.activity) and len(guess.activity) <= _LONGEST)


def _said(rule: Rule, signal: Signal) -> Offer:
    """What the user wrote down is worth saying until they dismiss it."""
    guesses = tuple(Guess(activity, 1.0) for activity in rule.expects)
    place = {"project": _fact(signal, "project"), "session": _fact(signal, "session")}
    return Offer("command" if guesses else "", guesses, chance=1.0, **place)


def _told(signal: Signal) -> list[Offer]:
    """What the signal tells, with how sure it is; of which kind it is, so that it goes with that consent."""
    hint, sure = _line(_fact(signal, "evidence")), signal.facts.get("confidence")
    if not hint or not isinstance(sure, int | float):
        return []
    kind = _fact(signal, "kind")
    guesses = _found(signal, float(sure)) if kind else ()
    named = {name: _fact(signal, name) for name in ("project", "proposal")}
    return [Offer(kind, guesses, hint, float(sure), **named)]


def _found(signal: Signal, sure: float) -> tuple[Guess, ...]:
    """Return the one activity that a signal is about, or several, each with its own probability."""
    names = _fact(signal, "activities").split("\n")
    chances = map(float, _fact(signal, "probabilities").split())
    found = dict(zip(names, chances, strict=False)) or {_fact(signal, "activity"): sure}
    return tuple(
        Guess(name, chance) for name, chance in found.items() if _line(name) and len(name) <= _LONGEST
    )


def _fact(signal: Signal, name: str) -> str:
    return str(signal.facts.get(name) or "")


def _line(words: str) -> str:
    """Return words that are one line and hold no secret; empty for all others."""
    return words if words.isprintable() and not is_redacted(words) else ""
