"""Whispers: their rules, and what they are worth."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jepa_learning.application.feedback import Feedback
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.application.whisper_options import WhisperOptions
from jepa_learning.config.layers import load_whisper_rules
from jepa_learning.config.settings import Settings
from jepa_learning.domain.errors import SuggestionError
from jepa_learning.domain.event import Candidate
from jepa_learning.domain.suggestion import Place
from jepa_learning.domain.whispers.rule import Rule
from jepa_learning.domain.whispers.whisper import Whisper
from jepa_learning.domain.whispers.worth import Worth


def whisper_rules(settings: Settings, folder: Path) -> list[Rule]:
    """Return the rules of whispers: those that ship, and the user's in the folder.

    Raises:
        ConfigError: A file of rules is not what it must be.
    """
    usual = settings.whispers
    return [
        Rule(
            mode=mode,
            when=rule.when,
            action=rule.action,
            guidance=rule.guidance,
            cost=usual.cost if rule.cost is None else rule.cost,
            cooldown_s=usual.cooldown_s if rule.cooldown_s is None else rule.cooldown_s,
            where=rule.where,
            expects=tuple(rule.expects),
        )
        for mode, rule in load_whisper_rules(folder).items()
    ]


def whisper_worth(settings: Settings) -> Worth:
    """Make what learns how often whispers are used."""
    usual = settings.whispers
    return Worth(start=usual.start, floor=usual.floor, dismissal=usual.dismissal)


def whisper_options(settings: Settings) -> WhisperOptions:
    """Return what holds for all whispers."""
    usual = settings.whispers
    return WhisperOptions(
        usual.within_events, usual.stands_s, usual.followed_s, usual.most_tokens, usual.in_shell
    )


def working_folder(learner: SharedLearner) -> Path | None:
    """Return where the newest change or command was, for what is noticed unasked."""
    newest = [event for event in map(learner.latest, ("file", "command", "tool")) if event is not None]
    places = [str(event.attributes.get("cwd") or "") or event.project for event in newest]
    found = max(zip(((event.time or 0.0) for event in newest), places, strict=True), default=(0.0, ""))[1]
    return Path(found) if found.startswith("/") else None


def announce(suggestions: Suggestions, whisper: Whisper) -> str | None:
    place = Place(whisper.kind, whisper.project if whisper.kind == "file" else "", whisper.session)
    return suggestions.show(place, [Candidate(one.activity, one.probability) for one in whisper.guesses])


def retract(feedback: Feedback, suggestion: str) -> None:
    with suppress(SuggestionError):  # too old to be dismissed: it weakens nothing any more
        feedback.dismiss(suggestion)
