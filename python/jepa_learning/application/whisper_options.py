"""What holds for all whispers, whatever their rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WhisperOptions:
    """What holds for all rules.

    Attributes:
        within_events: So many events decide whether a whisper was right.
        stands_s: A whisper that nobody took by then never arrived.
        followed_s: What became of it is not looked for any longer.
        most_tokens: No whisper is longer.
        in_shell: Whether a person's shell shows them, too.
    """

    within_events: int
    stands_s: float
    followed_s: float
    most_tokens: int
    in_shell: bool = False
