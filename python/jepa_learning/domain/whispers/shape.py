"""How a whisper is told: as the host's whisper shape, as a line of text, and never longer than allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from jepa_learning.domain.whispers.tokens import tokens
from jepa_learning.domain.whispers.whisper import Guess, Whisper

_COMMAND: Final = "jepa"
_HIGH: Final = 0.8
_LONGEST_REASON: Final = 80


def to_shape(whisper: Whisper) -> dict[str, object]:
    """Return it in the host's whisper shape, with what is ours beside it."""
    return {
        "id": whisper.id,
        "mode": whisper.mode,
        "trigger": whisper.trigger,
        "timestamp": datetime.fromtimestamp(int(whisper.time), UTC).isoformat().replace("+00:00", "Z"),
        "command_executed": _COMMAND,
        "llm_guidance": whisper.guidance,
        "context_hint": whisper.hint,
        "response_format": "text",
        "suggested_followups": [guess.activity for guess in whisper.guesses],
        "confidence": round(whisper.confidence, 2),
        "confidence_signals": {"result_quality": "high" if whisper.confidence >= _HIGH else "medium"},
        "reasons": [guess.reason for guess in whisper.guesses if guess.reason],
    }


def to_words(whisper: Whisper) -> str:
    """Return it as one line of text."""
    named = ", ".join(_named(guess) for guess in whisper.guesses)
    likely = f"Likely next: {named}." if named else ""
    parts = [
        f"lev jepa whispers ({whisper.id}):",
        _sentence(whisper.hint),
        likely,
        _sentence(whisper.guidance),
    ]
    return " ".join(part for part in parts if part)


def fit(whisper: Whisper, most: int) -> Whisper | None:
    """Return the whisper with what fits into so many tokens, in every form; None where nothing does.

    What goes first is what is needed least: reasons, then guidance, where things stand, and guesses.
    """
    return next((one for one in _shorter(whisper) if _size(one) <= most), None)


def _size(whisper: Whisper) -> int:
    return max(tokens(json.dumps(to_shape(whisper), ensure_ascii=False)), tokens(to_words(whisper)))


def _shorter(whisper: Whisper) -> Iterator[Whisper]:
    guesses = tuple(replace(guess, reason=guess.reason[:_LONGEST_REASON]) for guess in whisper.guesses)
    for left in range(len(guesses), -1, -1):
        without = (replace(guess, reason="") for guess in guesses[left:])
        yield replace(whisper, guesses=(*guesses[:left], *without))
    bare = tuple(replace(guess, reason="") for guess in guesses)
    if not bare:
        return  # words alone are not cut: half of them may say the opposite
    yield replace(whisper, guesses=bare, guidance="")
    for left in range(len(bare), 0, -1):
        yield replace(whisper, guesses=bare[:left], guidance="", hint="")


def _named(guess: Guess) -> str:
    reason = f": {guess.reason}" if guess.reason else ""
    return f"{guess.activity} ({guess.probability:.0%}{reason})"


def _sentence(words: str) -> str:
    return words if not words or words[-1] in ".!?" else f"{words}."
