"""What was whispered, and what became of it."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import In, Out


class GuessOut(Out):
    """Something that may happen next."""

    activity: str
    probability: float
    reason: str = Field(description="in words; empty where there are none")


class WhisperOut(Out):
    """One whisper, and what became of it."""

    id: str
    mode: str = Field(description="the rule that made it", examples=["prediction_mode"])
    trigger: str = Field(description="the signal that made it due", examples=["context_switch_detected"])
    time: float = Field(description="seconds since the epoch")
    kind: str = Field(description="what it names; empty where it names nothing")
    guesses: list[GuessOut]
    project: str = Field(description="empty where it is about all")
    session: str = Field(description="the agent's run that alone is told; empty where all are")
    hint: str
    guidance: str
    chance: float = Field(description="that one of the guesses is what comes next, as predicted")
    confidence: float = Field(description="that it is used, by what became of others like it")
    cost: float = Field(description="what the confidence must beat")
    fate: str = Field(description="withheld, waiting, shown, used, ignored, dismissed or lost")
    why: str = Field(description="why it was withheld; empty otherwise")
    channels: list[str] = Field(description="who took it")
    came_true: bool | None = Field(description="whether a guess happened, shown or not; null: not known")
    proposal: str = Field(description="of optimize, that it names, by its id; empty where it names none")


class WhispersOut(Out):
    """The last whispers, newest first."""

    on: bool
    whispers: list[WhisperOut]


class WhisperSwitchIn(In):
    """Whether there are to be whispers."""

    on: bool


class WhisperSwitchOut(Out):
    """Whether there are whispers."""

    on: bool


class WhisperTakeIn(In):
    """Who is ready to be told a whisper now."""

    channel: str = Field(
        min_length=1, max_length=100, description="another for each reader; each is told once"
    )
    project: str | None = Field(default=None, description="a folder of the project; null: none")
    session: str = Field(default="", max_length=240, description="the agent's run; empty for a person")


class WhisperTakenOut(Out):
    """What is to be told now."""

    whisper: dict[str, object] | None = Field(description="in the host's shape; null: nothing is due")
    words: str | None = Field(description="the same as one line of text")


class WhisperReceiptIn(In):
    """What became of a whisper."""

    dismissed: bool = Field(default=False, description="the user does not want it")
    delivered: str | None = Field(
        default=None, min_length=1, max_length=100, description="the channel that it arrived through"
    )
