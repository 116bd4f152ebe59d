"""Answers: predictions, contexts and what is made ready for them, feedback, and whispers."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.config.section import Section


class PredictSettings(Section):
    """What a question is taken to be about."""

    open_case_s: int = Field(
        ge=1, le=604_800, description="a session or run is still open so long after its last event"
    )
    max_known: int = Field(ge=1, le=10_000, description="known files that are looked at")


class SwitchSettings(Section):
    """How soon a switch of context is believed."""

    hazard: float = Field(gt=0.0, le=0.5, description="that an event begins another context, unseen")
    least_confidence: float = Field(ge=0.5, le=0.9999, description="from which on a switch is told")
    temper: float = Field(gt=0.0, le=1.0, description="how much of its evidence an event counts")
    most_evidence: float = Field(ge=0.1, le=20.0, description="what one event may say at most")
    place_weight: float = Field(ge=0.0, le=10.0, description="of folders, branch and project")
    least_events: int = Field(ge=1, le=100, description="events of the new context that there must be")
    cooldown: int = Field(ge=1, le=1000, description="events after a switch before the next is suspected")
    longest_doubt: int = Field(ge=2, le=1000, description="events after which a suspicion is dropped")
    profile_most: float = Field(ge=2.0, le=10_000.0, description="up to which a context forgets nothing")
    background_most: float = Field(ge=10.0, le=1_000_000.0, description="the same for all events together")
    rivals: int = Field(ge=0, le=1000, description="remembered contexts that are compared, the likest")
    remembered: int = Field(ge=1, le=1000, description="contexts that can be recognised")


class PreloadSettings(Section):
    """What is made ready for the contexts that are likely next."""

    contexts: int = Field(ge=0, le=20, description="contexts that are foretold, beside the one that goes on")
    further: int = Field(
        ge=0, le=50, description="less likely contexts that have a share in what is ready of none"
    )
    entries: int = Field(ge=1, le=50, description="files, commands and calls of each")
    keep_s: float = Field(gt=0.0, le=86_400.0, description="how long it is given")
    refresh_s: float = Field(
        ge=0.0, le=3600.0, description="how old it must be to be made again while no context changes"
    )
    places: int = Field(ge=1, le=1000, description="projects whose files and commands are remembered for it")
    remembered: int = Field(ge=1, le=1000, description="activities that are remembered of each kind in each")
    half_life: float = Field(gt=0.0, le=10_000.0, description="events after which a touch is worth half")
    in_shell: bool = Field(description="whether the shell's hook shows what is ready on a switch")
    common_half_life: float = Field(
        gt=0.0, le=1_000_000.0, description="the same of what is touched anywhere"
    )


class ContextSettings(Section):
    """How the stream of events is cut into contexts."""

    history_events: int = Field(ge=100, le=1_000_000, description="events that are looked at after a start")
    delay_s: float = Field(
        ge=0.0, le=3600.0, description="how long nothing was learnt before it is looked at"
    )
    late_s: float = Field(ge=0.0, le=31_536_000.0, description="an event so much older is history")
    switch: SwitchSettings
    preload: PreloadSettings


class FeedbackSettings(Section):
    """Suggestions that were shown: how long they are kept, and how long feedback on them counts."""

    keep: int = Field(ge=1, le=100_000, description="suggestions that are kept, the latest")
    keep_days: float = Field(gt=0.0, le=365.0, description="older suggestions are erased")
    window_s: float = Field(gt=0.0, le=604_800.0, description="after it what happens is no longer its doing")
    window_events: int = Field(ge=1, le=100_000, description="or so many events of its kind and project")
    cooldown_s: float = Field(ge=0.0, le=604_800.0, description="a dismissed candidate is weakened so long")
    cooldown_events: int = Field(ge=0, le=100_000, description="or for so many events of its kind")
    doubt: float = Field(ge=0.0, le=1e9, description="suggestions that are taken as obeyed beforehand")


class WhisperSettings(Section):
    """What is whispered, and how seldom."""

    most_an_hour: int = Field(ge=0, le=60, description="shown in any hour; 0 is none")
    cost: float = Field(ge=0.0, le=1.0, description="the probability of being used that it must beat")
    cooldown_s: float = Field(ge=0.0, le=604_800.0, description="for so long the same is not shown again")
    guesses: int = Field(ge=1, le=10, description="that one whisper names")
    within_events: int = Field(ge=1, le=100, description="events that decide whether it was right")
    most_tokens: int = Field(ge=100, le=1000, description="of one whisper, in its longest form")
    stands_s: float = Field(ge=1.0, le=86_400.0, description="what nobody took by then never arrived")
    followed_s: float = Field(ge=1.0, le=2_592_000.0, description="how long it is looked for what came")
    start: float = Field(gt=0.0, le=1000.0, description="what the prediction's own probability is worth")
    floor: float = Field(gt=0.0, le=0.5, description="least weight of what came of a whisper")
    dismissal: int = Field(ge=1, le=100, description="a dismissed one counts like so many not used")
    in_shell: bool = Field(description="whether the shell's hook shows them above the prompt, too")
    keep: int = Field(ge=10, le=100_000, description="receipts of each sort that are kept")
