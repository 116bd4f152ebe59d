"""The settings: every tunable value with its type and range. The values stand in config/default.yaml.

No setting has a default here, so that every value stands once. It does not know files, the environment or the
command line (config_layers.py), and settings go no further than bootstrap/.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from jepa_learning.domain.whispers.rule import SIGNALS, signal_name

JsonSchema = dict[str, Any]


def _regular_expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression that compiles ({error})") from error
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_regular_expression)]


class Section(BaseModel):
    """A group of settings: strict (true is not 1), closed (no unknown key), immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SidecarSettings(Section):
    """How the sidecar is reached, and when it refuses, gives up or leaves."""

    transport: Literal["unix", "tcp"] = Field(description="how the shim reaches the sidecar")
    port: int = Field(ge=0, le=65535, description="the loopback port of the transport tcp")
    idle_exit_s: int = Field(ge=1, le=604_800, description="exit after so long without a request")
    request_limit_bytes: int = Field(ge=1024, le=67_108_864, description="largest body of a request")
    request_timeout_s: int = Field(ge=1, le=600, description="longest wait for an answer or a stream's begin")
    shutdown_grace_s: int = Field(ge=0, le=60, description="how long open requests may go on at the end")


class StoreSettings(Section):
    """The event log: how long it waits and how much it keeps."""

    busy_timeout_ms: int = Field(
        ge=0, le=60_000, description="how long a write waits for another process's write"
    )
    keep_days: int = Field(ge=1, le=36_500, description="older events are erased")
    keep_events: int = Field(ge=1000, le=100_000_000, description="the newest so many events stay")


class SnapshotSettings(Section):
    """When what was learnt is saved."""

    every_events: int = Field(
        ge=100,
        le=10_000_000,
        description="save after so many newly learnt events, or half of those saved, whichever is more",
    )


class RedactPattern(Section):
    """A pattern of the user's own for secrets."""

    name: str = Field(
        pattern=r"^[a-z][a-z ]*$", description="what stands in place of the secret, in lower-case words"
    )
    pattern: Pattern = Field(
        description="regular expression; its group `secret`, else 1, else all is replaced"
    )


class PrivacySettings(Section):
    """What is never stored, beyond the built-in lists, which cannot be switched off."""

    deny_paths: list[str] = Field(description="more files that are never stored, as gitignore-like patterns")
    deny_commands: list[Pattern] = Field(
        description="more commands that are never stored, as regular expressions"
    )
    redact_patterns: list[RedactPattern] = Field(description="more secrets that are replaced")


class ConsentSettings(Section):
    """What may be read where the user was never asked."""

    git: bool = Field(description="the history of the repository that a command is about")
    code: bool = Field(description="words inside the files of a repository whose history is read")
    jsonl: bool = Field(description="events that somebody hands over, as JSON lines or over HTTP")
    files: bool = Field(description="which files of a project are saved, while it runs")
    shell: bool = Field(description="what is typed in shells: their histories, and what their hooks tell")
    agent: bool = Field(description="the tool calls of coding agents")
    claude_code: bool = Field(description="transcripts of Claude Code: which tools it called, and for what")
    autonomous: bool = Field(description="changes by `optimize` without a question, where it is switched on")


class GitSettings(Section):
    """Reading git histories."""

    batch_commits: int = Field(ge=1, le=10_000, description="commits in one transaction")
    bulk_files: int = Field(ge=2, le=100_000, description="a commit that touches more files is marked bulk")
    max_files: int = Field(
        ge=2, le=1_000_000, description="of a commit that touches more, modifications are left out"
    )
    rename_similarity_percent: int = Field(
        ge=1, le=100, description="how alike two files are that count as a rename"
    )
    rename_limit: int = Field(
        ge=0, le=10_000, description="with more files added or deleted, only exact renames count"
    )


class CodeSettings(Section):
    """Reading the words inside files, with consent."""

    reader: Literal["symbols", "words"] = Field(description="what finds the words of a file")
    max_bytes: int = Field(ge=1000, le=1_000_000, description="a larger file is not read")
    most_words: int = Field(ge=10, le=400, description="distinct words kept of a file")
    name_weight: int = Field(ge=1, le=100, description="how often the name of a definition counts")
    longest_line: int = Field(ge=100, le=1_000_000, description="a file with a longer line is not read")
    generated_marks: list[str] = Field(description="a file with one of these at its top is not read")
    skipped_paths: list[str] = Field(description="globs of files that are not read")


class ShellSettings(Section):
    """Reading shell histories."""

    batch_lines: int = Field(ge=1, le=100_000, description="commands in one transaction")
    session_gap_s: int = Field(ge=60, le=86_400, description="a pause this long begins a new session")
    chunk_commands: int = Field(
        ge=10, le=10_000, description="commands of one case where the history has no times"
    )
    max_command_chars: int = Field(
        ge=100, le=1_000_000, description="a longer command is skipped and counted"
    )


class ClaudeCodeSettings(Section):
    """Reading transcripts of Claude Code."""

    batch_events: int = Field(ge=1, le=100_000, description="calls in one transaction")
    max_line_bytes: int = Field(
        ge=10_000, le=1_000_000_000, description="a longer line is skipped and counted"
    )
    max_intent_chars: int = Field(ge=0, le=10_000, description="so much of a prompt is kept, as the intent")


class SourcesSettings(Section):
    """Where events come from."""

    git: GitSettings
    code: CodeSettings
    shell: ShellSettings
    claude_code: ClaudeCodeSettings


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


class SearchSettings(Section):
    """How `related` and `search` find and rank."""

    most_entries: int = Field(ge=1000, le=10_000_000, description="what is known, once each, the latest kept")
    depth: int = Field(ge=10, le=1000, description="how many each ranking names")
    rank_constant: float = Field(ge=0.0, le=1000.0, description="how little the first places stand out")
    history_weight: float = Field(
        gt=0.0, le=100.0, description="weight of co-change and past intents beside names and meaning"
    )
    saturation: float = Field(gt=0.0, le=10.0, description="k1 of BM25: when repeats stop to count")
    length_share: float = Field(ge=0.0, le=1.0, description="b of BM25: how far length is held against")
    least_likeness: float = Field(ge=0.0, le=1.0, description="below it no meaning is called near")


class MemorySettings(Section):
    """The vector memory: where vectors are kept, and when they are written."""

    adapter: Literal["embedded", "memory", "server"] = Field(description="what keeps the vectors")
    url: str = Field(
        pattern=r"^https?://[^\s/@]+(/[^\s]*)?$", description="server: where it is, http or https"
    )
    api_key_file: str = Field(description="server: path of a file with its API key, for you alone (0600)")
    collection: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,200}$", description="server: name of the collection")
    dimension: int = Field(ge=16, le=4096, description="numbers in a vector")
    index_after: int = Field(
        ge=1000, le=100_000_000, description="embedded: an index is built from so many on"
    )
    timeout_s: float = Field(ge=0.1, le=60.0, description="server: longest wait for an answer")
    delay_s: float = Field(
        ge=0.0, le=3600.0, description="how long nothing was learnt before vectors are written"
    )
    retry_s: float = Field(ge=1.0, le=86_400.0, description="how long a store that failed is left alone")


class TextSettings(Section):
    """How texts become vectors."""

    encoder: Literal["hashed", "minilm"] = Field(description="what encodes texts")


class LogSettings(Section):
    """The sidecar's own log file."""

    level: Literal["debug", "info", "warning", "error"] = Field(description="the least that is written")
    max_bytes: int = Field(ge=10_000, le=1_000_000_000, description="a new file begins at this size")
    files: int = Field(ge=1, le=100, description="older files that are kept")


class MixerSettings(Section):
    """How the manifolds are mixed."""

    initial: float = Field(ge=0.0, le=2.0, description="weight of a view before anything is learnt")
    rate: float = Field(gt=0.0, le=2.0, description="size of the steps that weights take")
    settle: float = Field(gt=0.0, le=1000.0, description="squared gradients assumed at the start")
    floor: float = Field(ge=0.0, le=0.1, description="smallest step, so that weights never freeze")
    ceiling: float = Field(ge=0.1, le=1.0, description="part of all weight to which one manifold is cut")
    late_initial: float = Field(ge=0.0, le=2.0, description="weight of a network's view at the start")
    late_rate: float = Field(gt=0.0, le=2.0, description="size of steps beside the mixture of counts")
    late_settle: float = Field(gt=0.0, le=1000.0, description="squared gradients assumed there")
    late_share: float = Field(ge=0.0, le=0.5, description="that both stages always have")


class FileLearnerSettings(Section):
    """How changes of files are learnt."""

    mixer: MixerSettings
    initial_named: float = Field(ge=0.0, le=2.0, description="first weight of paths that the intent names")
    open_cases: int = Field(ge=1, le=10_000, description="changes that are followed at a time")
    slow_half_life: float = Field(ge=1.0, le=100_000.0, description="until a change weighs half, slow view")
    fast_half_life: float = Field(ge=1.0, le=100_000.0, description="until a change weighs half, fast view")
    case_half_life: float = Field(ge=1.0, le=100_000.0, description="until a pair or a directory weighs half")
    author_task_half_life: float = Field(ge=1.0, le=100_000.0, description="of an author's cases, fast view")
    author_half_life: float = Field(ge=1.0, le=100_000.0, description="of an author's cases, middle view")
    author_slow_half_life: float = Field(ge=1.0, le=100_000.0, description="of an author's cases, slow view")
    similar_half_life: float = Field(ge=1.0, le=1_000_000.0, description="until a similar case weighs half")
    nearest_cases: int = Field(ge=1, le=1000, description="similar cases that vote")
    following_files: int = Field(ge=1, le=1000, description="files of the last commit that are looked at")
    word_prior: float = Field(gt=0.0, le=10_000.0, description="average counts that a word starts with")
    author_prior: float = Field(gt=0.0, le=1000.0, description="commits that make an author half known")
    text_saturation: float = Field(gt=0.0, le=10.0, description="k1 of BM25: when repeats stop to count")
    text_length_share: float = Field(ge=0.0, le=1.0, description="b of BM25: how far length is held against")
    escape: float = Field(gt=0.0, le=0.9, description="probability that a view leaves to all others")
    episodes: int = Field(ge=0, le=10_000, description="what the event JEPA can be reminded of")


class SequenceLearnerSettings(Section):
    """How sequences of commands, steps and tool calls are learnt."""

    mixer: MixerSettings
    share: float = Field(gt=0.0, le=0.5, description="weight that the second mixture deals out anew")
    open_cases: int = Field(ge=1, le=1_000_000, description="sessions and runs that are followed at a time")
    shortlist: int = Field(ge=5, le=1000, description="candidates that a manifold may name by each context")
    own_weights_after: int = Field(
        ge=1,
        le=1_000_000,
        description="times that an activity came before what follows it has weights of its own",
    )
    slow_half_life: float = Field(ge=1.0, le=1_000_000.0, description="until an event weighs half, slow view")
    fast_half_life: float = Field(ge=1.0, le=1_000_000.0, description="until an event weighs half, fast view")
    remembered: int = Field(ge=1, le=100, description="last followers kept of each context")
    fade: float = Field(gt=0.0, le=1.0, description="weight of a follower relative to the next newer one")
    longest_process: int = Field(ge=1, le=100_000, description="a longer case is no process")
    pause_prior: float = Field(gt=0.0, le=1000.0, description="average pauses that an activity starts with")
    escape: float = Field(gt=0.0, le=0.9, description="probability that a view leaves to all others")
    episodes: int = Field(ge=0, le=10_000, description="what the event JEPA can be reminded of")


class LiveSettings(Section):
    """How the event JEPA goes on learning."""

    every: int = Field(ge=1, le=100_000, description="lessons between two rounds of steps, at first")
    growth: float = Field(ge=0.0, le=1.0, description="later, if that is more: share of all learnt")
    steps: int = Field(ge=0, le=1000, description="steps of a round; 0 never learns")
    batch: int = Field(ge=2, le=1024, description="lessons of a step")
    replay: int = Field(ge=2, le=100_000, description="lessons that are remembered")
    pace: float = Field(gt=0.0, le=10.0, description="of these steps, relative to the rates of training")
    least: int = Field(ge=2, le=100_000, description="lessons that a comparison needs")
    compared: int = Field(ge=2, le=100_000, description="lessons that a comparison looks back at")
    delay_s: float = Field(ge=0.0, le=3600.0, description="how long nothing was learnt before rounds are run")
    keep: int = Field(ge=0, le=100, description="versions of each kind that are kept aside")


class TrainingSettings(Section):
    """How a step teaches the event JEPA."""

    rate: float = Field(gt=0.0, le=1.0, description="of the network (AdamW)")
    table_rate: float = Field(gt=0.0, le=10.0, description="of the table of subwords (AdaGrad)")
    decay: float = Field(ge=0.0, le=1.0, description="of the network's matrices, a step and unit of rate")
    latent_weight: float = Field(ge=0.0, le=100.0, description="of the prediction in latent space")
    sigreg_weight: float = Field(ge=0.0, le=10.0, description="of SIGReg at 256 states")
    believed_share: float = Field(ge=0.0, le=1.0, description="of what the federation believed beside it")
    believed_often: float = Field(ge=0.0, le=1.0, description="share of steps in which that is added")
    nameless: float = Field(ge=0.0, le=1.0, description="share of names whose own rows are hidden in a step")


class OfflineSettings(Section):
    """How `lev jepa learn --train` trains."""

    epochs: float = Field(gt=0.0, le=1000.0, description="how often each lesson is learnt from")
    batch: int = Field(ge=2, le=1024, description="lessons of a step")
    pace: float = Field(gt=0.0, le=10.0, description="of the first steps of a version that goes on")
    lessons: int = Field(ge=100, le=1_000_000, description="the newest so many are trained on")
    held_out_share: float = Field(gt=0.0, le=0.5, description="of the lessons, the newest, to compare on")
    held_out: int = Field(ge=2, le=100_000, description="at most so many")
    save_every: int = Field(ge=1, le=100_000, description="steps between two saves, to go on from")


class NetworkSettings(Section):
    """How large a network is that starts without a base."""

    dimension: int = Field(ge=8, le=1024, multiple_of=8, description="numbers of an embedding")
    buckets: int = Field(ge=256, le=1_000_000, description="rows of the table of subwords")


class SequenceBaseSettings(Section):
    """How the base of sequences differs from that of files."""

    most_cases: int = Field(ge=20, le=1_000_000, description="commits of a repository that are learnt")
    most_events: int = Field(ge=20, le=1_000_000, description="of each kind that a history is told as")
    steps: int = Field(ge=1, le=1_000_000, description="of training")
    buckets: int = Field(ge=256, le=1_000_000, description="rows of the table of subwords")


class BaseSettings(Section):
    """How `lev jepa train-base` trains the networks that ship."""

    most_cases: int = Field(ge=20, le=1_000_000, description="commits of a repository that are learnt")
    whole_lessons: int = Field(ge=0, le=1_000_000, description="lessons at its beginning that are all kept")
    kept_share: float = Field(ge=0.0, le=1.0, description="of the later lessons, drawn by the seed")
    least_lessons: int = Field(ge=2, le=100_000, description="a repository that teaches fewer is left out")
    window: int = Field(ge=2, le=100_000, description="a step draws from so many neighbouring lessons")
    near_start: int = Field(ge=0, le=100_000, description="before this lesson the window is shorter")
    first_window: int = Field(ge=2, le=100_000, description="neighbours near the start of a history")
    batch: int = Field(ge=2, le=1024, description="lessons of a step")
    steps: int = Field(ge=1, le=1_000_000, description="of training")
    warm_up: int = Field(ge=1, le=100_000, description="steps until the rates are full")
    least_pace: float = Field(ge=0.0, le=1.0, description="of the rates, in the end")
    checkpoint_every: int = Field(ge=1, le=100_000, description="steps between two checkpoints")
    dimension: int = Field(ge=8, le=1024, multiple_of=8, description="numbers of an embedding")
    buckets: int = Field(ge=256, le=1_000_000, description="rows of the table of subwords")
    most_bytes: int = Field(ge=1000, le=1_000_000_000, description="a larger model is refused")
    sequences: SequenceBaseSettings


class JepaSettings(Section):
    """The event JEPA."""

    seed: int = Field(ge=0, le=2**31, description="of everything that is chosen by chance")
    live: LiveSettings
    training: TrainingSettings
    offline: OfflineSettings
    network: NetworkSettings
    base: BaseSettings


class WatchSettings(Section):
    """When a signal of drift counts as risen."""

    slack: float = Field(ge=0.0, le=8.0, description="how far above its mean it may stay for ever")
    warn: float = Field(gt=0.0, le=1000.0, description="sum beyond the slack that warns")
    confirm: float = Field(gt=0.0, le=1000.0, description="sum beyond the slack that confirms")
    tail: int = Field(ge=100, le=10_000, description="newest values kept, to make detectors from")
    doubt: int = Field(ge=1, le=10_000, description="values for which a warning waits to be confirmed")


class StaySettings(Section):
    """How long a regime lasts."""

    least: int = Field(ge=1, le=100_000, description="events that it lasts at least")
    most: int = Field(ge=1, le=1_000_000_000, description="events that it lasts at most")


class RegimeSettings(Section):
    """When a stream enters and leaves its regimes."""

    equilibrium: StaySettings
    exploration: StaySettings
    breakdown: StaySettings
    reanchoring: StaySettings
    calm: int = Field(ge=1, le=100_000, description="events without a warning that end exploration")
    level: float = Field(ge=0.0, le=1.0, description="part by which a loss must differ to rise or fall")


class AllowanceSettings(Section):
    """What a regime allows."""

    mixing: float = Field(ge=0.0, le=10.0, description="times the steps of the weights")
    calibrating: float = Field(ge=0.0, le=10.0, description="times the least weight of a new outcome")
    share: float = Field(ge=0.0, le=10.0, description="times the weight that fixed shares deal out")
    networks_learn: bool = Field(description="whether networks are taught at once; else their lessons wait")


class AllowancesSettings(Section):
    """What each regime allows."""

    equilibrium: AllowanceSettings
    exploration: AllowanceSettings
    breakdown: AllowanceSettings
    reanchoring: AllowanceSettings


class DriftSettings(Section):
    """How streams are followed, and what is done when they change."""

    window: int = Field(ge=8, le=10_000, description="points of a window of the manifolds' paths")
    windows: int = Field(ge=3, le=10_000, description="windows that a path is long")
    dimension: int = Field(ge=2, le=256, description="numbers of a manifold's point")
    most_bits: float = Field(ge=1.0, le=64.0, description="a loss counts as at most so many bits")
    slow_half_life: float = Field(ge=10.0, le=1_000_000.0, description="of what is usual in a regime")
    fast_half_life: float = Field(ge=2.0, le=100_000.0, description="of what is usual lately")
    per_case: int = Field(ge=0, le=10_000, description="files of a change that count for departure; 0 is all")
    begin: int = Field(ge=0, le=1_000_000, description="events before which nothing is watched")
    departure: WatchSettings
    loss: WatchSettings
    order: WatchSettings
    regimes: RegimeSettings
    allowances: AllowancesSettings
    anchors: int = Field(ge=1, le=100, description="regimes of the past that are remembered")
    credit: float = Field(gt=0.0, le=1000.0, description="bits that recognise one of them")
    checkpoint: int = Field(ge=1, le=100_000, description="events between two copies of the weights")
    lessons: int = Field(ge=1, le=100_000, description="lessons that wait in a breakdown at most")


class DetectorSettings(Section):
    """What confirms a change."""

    adapter: Literal["memory", "river"] = Field(description="whose detectors confirm")
    significance: float = Field(gt=0.0, le=0.5, description="of river's ADWIN")


class TrustSettings(Section):
    """How far an answer can be believed."""

    stiffness: float = Field(gt=0.0, le=10_000.0, description="outcomes that the first trust is worth")
    memory: float = Field(ge=10.0, le=1_000_000.0, description="until an outcome weighs a third, for signs")
    calibration_start: float = Field(gt=0.0, le=1000.0, description="outcomes that the first map is worth")
    calibration_floor: float = Field(gt=0.0, le=0.5, description="least weight of a new outcome")
    abstention: AbstentionSettings


class LearnerSettings(Section):
    """How the learner learns, and when it hesitates."""

    files: FileLearnerSettings
    sequences: SequenceLearnerSettings
    drift: DriftSettings
    detectors: DetectorSettings
    weighed: int = Field(ge=2, le=1_000_000, description="candidates of a question that are weighed at most")
    least_cases: int = Field(ge=0, le=100_000, description="cases known before a prediction is acted on")
    least_events: int = Field(ge=0, le=1_000_000, description="or so many events, of few long cases")
    dismissed_share: float = Field(
        ge=0.0,
        le=1.0,
        description="of the probability of a candidate that was dismissed of late",
    )
    trust: TrustSettings


class SavingSettings(Section):
    """Watching the files of projects, with consent."""

    debounce_ms: int = Field(ge=100, le=60_000, description="saves closer together are told at once")
    most_folders: int = Field(ge=10, le=1_000_000, description="a project with more is not watched")


class BackgroundSettings(Section):
    """When work that nobody waits for may be done."""

    delay_s: float = Field(ge=0, le=3600, description="how long it must have been quiet before an import")
    on_battery: bool = Field(description="whether to work without mains power")
    most_load: float = Field(gt=0, le=1000, description="processes a core above which it waits")
    look_s: float = Field(ge=1, le=3600, description="how often power and load are looked at")
    waste_events: int = Field(ge=10, le=10_000_000, description="once in so many it looks what wastes time")


class WasteSettings(Section):
    """What counts as waste."""

    least: int = Field(ge=2, le=1000, description="occurrences below which nothing is a habit")
    level: float = Field(gt=0, le=0.5, description="chance above which something is no finding")
    soon_s: float = Field(ge=1, le=86400, description="s within which one thing answers another")
    turns: int = Field(ge=2, le=100, description="turns from which it is a loop")
    long_chars: int = Field(ge=5, le=1000, description="characters from which a line is long")
    slow_s: float = Field(ge=0.1, le=86400, description="s from which a step is slow")
    window: int = Field(ge=1, le=50, description="acts that are looked back at for a usual step")
    usual: float = Field(gt=0, le=1, description="share from which something is usual")
    switches: int = Field(ge=2, le=1000, description="switches of project from which it is thrash")


class ProposalSettings(Section):
    """What is worth a proposal."""

    learn_share: float = Field(
        gt=0, le=0.95, description="share of the history that proposals are learnt from"
    )
    least_uses: float = Field(ge=0, le=10000, description="uses foretold, below which nothing is proposed")
    most_scatter: float = Field(gt=0, le=10, description="scatter of uses above which nothing is foretold")
    adoption_events: float = Field(ge=0, le=1000, description="events that it costs to adopt a proposal")
    most_preloaded: int = Field(ge=1, le=1000, description="things on a preload list")
    carries_over: float = Field(gt=0, le=1, description="share of a rate that is expected to go on")


class AutonomousSettings(Section):
    """What `optimize` may apply without a question."""

    enabled: bool = Field(description="whether it may apply anything by itself; a consent is needed too")
    most_risk: Literal["low", "medium"] = Field(description="nothing riskier is applied")
    forms: list[
        Literal[
            "alias",
            "shell_function",
            "recipe",
            "git_hook",
            "preload_list",
            "workflow_patch",
            "runner_workflow",
        ]
    ] = Field(description="which kinds of proposals")
    scopes: list[Literal["own", "project"]] = Field(description="your own files, and those of repositories")
    most_a_day: int = Field(ge=1, le=100, description="changes within 24 hours")
    least_confidence: float = Field(ge=0, le=1, description="confidence of a proposal")
    every_s: float = Field(ge=60, le=604800, description="how often it looks at most")


class AbstentionSettings(Section):
    """When a prediction is not acted on."""

    precision: float = Field(ge=0.5, le=0.99, description="share of what is shown that shall be right")
    step: float = Field(gt=0.0, le=1.0, description="how far a wrong answer moves the threshold")
    patience: int = Field(ge=0, le=100_000, description="chances missed in a row before the threshold falls")
    drift: float = Field(ge=0.0, le=0.1, description="how far it then falls by each at most")
    window: int = Field(ge=50, le=100_000, description="questions looked back at for how far it may fall")


class OmissionSettings(Section):
    """What a commit probably lacks."""

    most_events: int = Field(ge=100, le=1000000, description="newest events that are learnt from at a commit")
    candidates: int = Field(ge=1, le=1000, description="files that are weighed for a commit")
    named: int = Field(ge=1, le=10, description="files that are named")
    within: int = Field(ge=1, le=100, description="commits of the author within which one of them must come")
    threshold: AbstentionSettings


class OptimizeSettings(Section):
    """What `optimize` looks for."""

    session_gap_s: float = Field(ge=1, le=604800, description="a longer pause ends a session")
    most_events: int = Field(ge=100, le=10000000, description="newest events that are looked at")
    ahead: int = Field(ge=10, le=1000000, description="acts that a saving is foretold for")
    ahead_commits: int = Field(ge=10, le=100000, description="commits, of what commits use")
    waste: WasteSettings
    proposals: ProposalSettings
    omissions: OmissionSettings
    autonomous: AutonomousSettings


class UnderstandSettings(Section):
    """What `understand` says and `organize` suggests."""

    least: int = Field(ge=2, le=1000, description="times below which nothing is said")
    level: float = Field(gt=0, le=0.5, description="what is likelier than this by chance is not said")
    usual: float = Field(gt=0, le=1, description="share from which on something is called usual")
    most: int = Field(ge=1, le=1000, description="sentences of a topic, and moves")
    most_nodes: int = Field(ge=10, le=100_000, description="things that the knowledge graph holds")


class Settings(Section):
    """Everything that can be set."""

    sidecar: SidecarSettings
    store: StoreSettings
    snapshot: SnapshotSettings
    privacy: PrivacySettings
    consent: ConsentSettings
    sources: SourcesSettings
    predict: PredictSettings
    contexts: ContextSettings
    feedback: FeedbackSettings
    whispers: WhisperSettings
    search: SearchSettings
    optimize: OptimizeSettings
    understand: UnderstandSettings
    memory: MemorySettings
    text: TextSettings
    log: LogSettings
    learner: LearnerSettings
    jepa: JepaSettings
    background: BackgroundSettings
    watch: SavingSettings


class ManifoldEntry(Section):
    """One manifold in config/learning-models.yaml."""

    name: str = Field(min_length=1, description="its name, as reasons and --without have it")
    kinds: list[Literal["file", "command", "step", "tool", "context"]] = Field(
        min_length=1, description="what it predicts"
    )
    enabled: bool = Field(description="false leaves it out")


class LearnedModelEntry(Section):
    """One trained model in config/learning-models.yaml; none ships yet."""

    name: str = Field(min_length=1, description="its folder in models/")
    enabled: bool = Field(description="false leaves it out")


class LearningModels(Section):
    """config/learning-models.yaml: what predicts."""

    manifolds: list[ManifoldEntry] = Field(description="the counting manifolds")
    learned_models: list[LearnedModelEntry] = Field(
        max_length=0, description="trained models; none ships yet"
    )


Adapting = Literal["absorb", "redistribute", "start"]


class AdaptingAllowed(Section):
    """What may happen in each regime: of what is shared, and for `start` of the lender."""

    equilibrium: list[Adapting] = Field(description="things go on as they did")
    exploration: list[Adapting] = Field(description="something new is tried")
    breakdown: list[Adapting] = Field(description="what happens is unlike anything learnt")
    re_anchoring: list[Adapting] = Field(alias="re-anchoring", description="something settles again")


class StartingRules(Section):
    """When a new project may begin with the weights of another."""

    most_cases: int = Field(ge=0, le=100_000, description="commits from which on its own weights are better")
    least_lent: int = Field(ge=1, le=100_000, description="commits that the lender's weights are learnt from")
    least_likeness: float = Field(ge=0, le=1, description="how alike the two must be")


class NoticingRules(Section):
    """When something new is noticed, and what may be done about it unasked."""

    repository: Literal["never", "show", "ask", "act"] = Field(description="a new project")
    workflow: Literal["never", "show", "ask", "act"] = Field(description="a new workflow")
    tool: Literal["never", "show", "ask"] = Field(description="a new program or tool")
    every: int = Field(ge=1, le=1_000_000, description="events after which it is looked again")
    least_confidence: float = Field(ge=0, le=1, description="that adapting is no worse")
    most_runs: int = Field(ge=1, le=100_000, description="from which on a workflow is not new any more")
    newest: int = Field(ge=1, le=100_000, description="commands and calls of late")
    least_uses: int = Field(ge=1, le=100_000, description="of a new tool")
    least_cases: int = Field(ge=1, le=100_000, description="in which it was used")
    most: int = Field(ge=1, le=100, description="of each that are looked at")


class AdaptationRules(Section):
    """config/adaptation-rules.yaml: when `adapt` may act."""

    least_cases: int = Field(ge=1, le=1000, description="examples that are the least to learn from")
    least_events: int = Field(ge=1, le=100_000, description="steps that they are made of, together")
    least_novelty: float = Field(
        ge=0, le=1, description="unknown share of the steps from which on a workflow gets a world of its own"
    )
    least_measured: int = Field(ge=1, le=100_000, description="questions below which nothing is measured")
    start: StartingRules = Field(description="when a new project may begin like another")
    notice: NoticingRules = Field(description="what is noticed unasked, and what may be done about it")
    allows: AdaptingAllowed = Field(description="what may happen, by regime")


def _signal(words: str) -> str:
    name = signal_name(words)
    if name not in SIGNALS:
        raise ValueError(f"expected one of {', '.join(SIGNALS)}")
    return name


def _modes(rules: dict[str, Any]) -> dict[str, Any]:
    odd = [mode for mode in rules if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", mode)]
    if odd:
        raise ValueError(f"expected modes of small letters, digits and _, not {', '.join(odd)}")
    return rules


class WhisperRule(Section):
    """One rule of a file of whispers."""

    when: Annotated[str, AfterValidator(_signal)] = Field(description="the signal that it waits for")
    action: Literal[
        "initiate_self_supervised_learning", "activate_temporal_prediction", "autonomous_optimization", "say"
    ] = Field(description="what is whispered")
    guidance: str = Field(min_length=1, max_length=240, description="what to do with it")
    cost: Annotated[float, Field(ge=0.0, le=1.0)] | None = Field(
        default=None, description="instead of whispers.cost"
    )
    cooldown_s: Annotated[float, Field(ge=0.0, le=604_800.0)] | None = Field(
        default=None, description="instead of whispers.cooldown_s"
    )
    where: dict[str, str | int | float | bool] = Field(
        default_factory=dict, description="facts that the signal must have, with their values"
    )
    expects: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(
        default_factory=list, max_length=3, description="commands that a `say` is about"
    )


class WhisperRules(Section):
    """A file of whisper rules: config/whispers.yaml, and the user's own."""

    whisper: Annotated[dict[str, WhisperRule], AfterValidator(_modes)] = Field(description="by their modes")


class Unfit(Exception):
    """A tree of values does not fit its model: where, and in words what is wrong there."""

    def __init__(self, path: tuple[str | int, ...], words: str) -> None:
        super().__init__(f"{dotted(path)} {words}")
        self.path = path


Model = TypeVar("Model", bound=Section)


def fit(model: type[Model], tree: Mapping[str, object]) -> Model:
    """Turn a tree of plain values into settings.

    Raises:
        Unfit: A key is unknown or missing, or a value has the wrong type or is out of range.
    """
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _unfit(first["loc"], first, model.model_json_schema()) from error


def schema_at(schema: Mapping[str, object], path: Iterable[str | int]) -> JsonSchema:
    """Return the part of a JSON schema that is about the value at `path`."""
    part: JsonSchema = dict(schema)
    for key in path:
        part = part["items"] if isinstance(key, int) else _property(part, key)
        if "$ref" in part:
            part = cast(dict[str, JsonSchema], schema["$defs"])[part["$ref"].rpartition("/")[2]]
    return part


def _property(part: JsonSchema, key: str) -> JsonSchema:
    known = part.get("properties", {})
    return cast(JsonSchema, known[key] if key in known else part["additionalProperties"])


def allowed(part: JsonSchema, schema: Mapping[str, object]) -> str:
    """Say in words what a part of a JSON schema allows."""
    if "enum" in part:
        return " or ".join(part["enum"])
    if "anyOf" in part:
        return allowed(part["anyOf"][0], schema)
    if "const" in part:
        return json.dumps(part["const"])
    if "$ref" in part:
        return allowed(schema_at({**schema, "properties": {"it": part}}, ["it"]), schema)
    match part.get("type"):
        case "integer" | "number" as kind:
            article = "a whole number" if kind == "integer" else "a number"
            word, low = (
                ("from", part["minimum"]) if "minimum" in part else ("above", part["exclusiveMinimum"])
            )
            return f"{article} {word} {_short(low)} to {_short(part['maximum'])}"
        case "boolean":
            return "true or false"
        case "array" if part.get("maxItems") == 0:
            return "an empty list"
        case "array":
            return f"a list, each {allowed(part['items'], schema)}"
        case "object":
            return f"a group of {', '.join(part.get('properties', {}))}"
    return f"a text like {part['pattern']}" if "pattern" in part else "a text"


def _short(number: float) -> str:
    return str(int(number) if number == int(number) else number)


def dotted(path: Iterable[str | int]) -> str:
    """Write a path as `sidecar.port`."""
    return ".".join(map(str, path))


def _unfit(path: tuple[str | int, ...], problem: Mapping[str, Any], schema: JsonSchema) -> Unfit:
    match problem["type"]:
        case "extra_forbidden":
            return Unfit(path, f"is unknown: {_nearest(schema, path)}")
        case "missing":
            return Unfit(path, f"is missing: expected {allowed(schema_at(schema, path), schema)}")
        case "value_error":
            return Unfit(path, f"is {problem['input']!r}: {problem['msg'].removeprefix('Value error, ')}")
    return Unfit(path, f"is {problem['input']!r}: expected {allowed(schema_at(schema, path), schema)}")


def _nearest(schema: Mapping[str, object], path: tuple[str | int, ...]) -> str:
    names = list(schema_at(schema, path[:-1])["properties"])
    near = difflib.get_close_matches(str(path[-1]), names, n=1, cutoff=0.0)
    return f"the nearest key is {near[0]}" if near else "no key is expected here"
