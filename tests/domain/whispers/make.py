"""Whispers for tests."""

from __future__ import annotations

from dataclasses import replace

from jepa_learning.domain.whispers.whisper import Guess, Whisper

NOW = 1_700_000_000.0

WHISPER = Whisper(
    id="w1",
    mode="prediction_mode",
    trigger="context_switch_detected",
    time=NOW,
    kind="file",
    guesses=(
        Guess("src/router.py", 0.5, "changed together in 8 commits"),
        Guess("tests/test_router.py", 0.25),
    ),
    project="/src/httpx",
    session="",
    hint="The user turned to httpx: tests",
    guidance="Look here first.",
    chance=0.625,
    confidence=0.7,
    cost=0.6,
)


def whisper(**changes: object) -> Whisper:
    """Return a whisper that differs in these fields."""
    return replace(WHISPER, **changes)  # type: ignore[arg-type]
