"""Builds the application from settings. The only file that names concrete adapters.

What is heavy to import is imported where it is needed, so that a learner in memory needs none of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_type_hints
from uuid import uuid4

from jepa_learning.adapters.clock import SystemClock
from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.adapters.filesystem.memory_records import FileMemoryRecords
from jepa_learning.adapters.filesystem.model_registry import FileModelRegistry, shipped_in
from jepa_learning.adapters.filesystem.owner_lock import OwnerLock
from jepa_learning.adapters.filesystem.pause_store import FilePauseStore
from jepa_learning.adapters.filesystem.switch_store import FileSwitchStore
from jepa_learning.adapters.lazy_latent_model import LazyLatentModel, LearningModel
from jepa_learning.adapters.machine import SystemMachine
from jepa_learning.adapters.memory.change_detector import PlainPageHinkley
from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.memory.snapshot_store import MemorySnapshotStore
from jepa_learning.adapters.memory.vector_memory import MemoryVectorMemory
from jepa_learning.adapters.snapshot.file import FileSnapshotStore
from jepa_learning.adapters.snapshot.fingerprint import fingerprint
from jepa_learning.adapters.sqlite.consent import SqliteConsentStore
from jepa_learning.adapters.sqlite.event_log import SqliteEventLog
from jepa_learning.adapters.sqlite.suggestion_store import SqliteSuggestionStore
from jepa_learning.adapters.sqlite.whisper_store import SqliteWhisperStore
from jepa_learning.application.adapt import Adapt
from jepa_learning.application.application import Application
from jepa_learning.application.consent import Consents
from jepa_learning.application.contexts import Contexts
from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.application.drift import ShowDrift
from jepa_learning.application.feedback import Feedback
from jepa_learning.application.follow_contexts import FollowContexts
from jepa_learning.application.follow_whispers import FollowWhispers
from jepa_learning.application.forget import Forget
from jepa_learning.application.hear import Hear
from jepa_learning.application.import_soon import ImportSoon
from jepa_learning.application.import_sources import ImportSources
from jepa_learning.application.join_suggestions import JoinSuggestions
from jepa_learning.application.keep_learning import KeepLearning
from jepa_learning.application.learn import Learn
from jepa_learning.application.leisure import Leisure
from jepa_learning.application.lesson_schedule import ScheduleOptions
from jepa_learning.application.load import Done, Load
from jepa_learning.application.locate_project import locate_project, root_of
from jepa_learning.application.meanings import Meanings
from jepa_learning.application.migrate_memory import MigrateMemory
from jepa_learning.application.networks import KINDS, Networks, Promoted
from jepa_learning.application.offer_whispers import OfferWhispers, may_show
from jepa_learning.application.open_learner import OpenLearner
from jepa_learning.application.optimize import Optimize, OptimizeOptions
from jepa_learning.application.organize import Organize
from jepa_learning.application.pause import Pause
from jepa_learning.application.predict import Predict
from jepa_learning.application.rebuild import Rebuild
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.application.record_lessons import RecordLessons, RecordOptions
from jepa_learning.application.related import Related
from jepa_learning.application.remember import Remember
from jepa_learning.application.retain import Retain
from jepa_learning.application.saved_files import SavedFiles
from jepa_learning.application.search import Search
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.shared_memory import OpenStore, SharedMemory
from jepa_learning.application.status import Status
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.application.told_live import ToldLive
from jepa_learning.application.train import Train, TrainOptions
from jepa_learning.application.train_base import BaseOptions, Tell, TrainBase
from jepa_learning.application.understand import Understand
from jepa_learning.application.watch import Watch
from jepa_learning.application.whispers import WhisperOptions, Whispers
from jepa_learning.config import AdaptationRules, BaseSettings, LearningModels, Settings
from jepa_learning.config_layers import load_companion, load_settings, load_whisper_rules, models_folder
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.build_learner import LearnerOptions
from jepa_learning.domain.build_learner import build_learner as build_plain_learner
from jepa_learning.domain.drift.detection import Detectors
from jepa_learning.domain.errors import (
    ConfigError,
    ModelError,
    RequestError,
    StoreError,
    SuggestionError,
)
from jepa_learning.domain.event import Candidate, Event
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.privacy import DenyList, Gate, Redactor
from jepa_learning.domain.privacy.consent import CODE
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions
from jepa_learning.domain.signals import Signals
from jepa_learning.domain.suggestion import Place, Span
from jepa_learning.domain.told_sequences import told_as_sequences
from jepa_learning.domain.understanding.insight import InsightOptions
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.domain.whispers.rule import Rule
from jepa_learning.domain.whispers.whisper import Whisper
from jepa_learning.domain.whispers.worth import Worth
from jepa_learning.folders import Folders, locate, make_private
from jepa_learning.ports.change_detector import ChangeDetector
from jepa_learning.ports.change_journal import ChangeJournal
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.code_reader import CodeReader
from jepa_learning.ports.consent import ConsentStore
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.event_source import EventSource
from jepa_learning.ports.journal import Journal, place_of
from jepa_learning.ports.latent_trainer import LatentTrainer
from jepa_learning.ports.memory_records import Space
from jepa_learning.ports.model_registry import ModelRegistry
from jepa_learning.ports.project import Project, Projects
from jepa_learning.ports.snapshot_store import SnapshotStore
from jepa_learning.ports.suggestion_store import SuggestionStore
from jepa_learning.ports.text_encoder import TextEncoder
from jepa_learning.ports.watcher import Watcher
from jepa_learning.ports.whisper_store import WhisperStore

if TYPE_CHECKING:
    from jepa_learning.adapters.mlx.runtime import MlxReport

MEMORY: Final = ":memory:"

_COLLECTIONS: Final = "/collections/"

Plain = TypeVar("Plain")

Worker = Remember | KeepLearning | FollowContexts
"""What is woken when something was learnt."""


def open_learner(place: str | Path, *, without: Collection[str] = ()) -> OpenLearner:
    """Open a learner in memory (`:memory:`, default settings) or on a data directory (the user's settings).

    Raises:
        ConfigError: The configuration is not what it must be.
        RequestError: `without` names a manifold that does not exist.
        StoreBusyError: Another process owns the data directory.
        StoreError: The data directory cannot be used.
    """
    if str(place) == MEMORY:
        return _open_in_memory(without)
    return _open_on_disk(Path(place).absolute(), without)


def build_learner(settings: Settings, *, without: Collection[str] = ()) -> Learner:
    """Make a learner that knows nothing, with the manifolds that are enabled and not in `without`.

    Raises:
        ConfigError: config/learning-models.yaml is not what it must be.
        RequestError: `without` names a manifold that does not exist.
    """
    models = load_companion(LearningModels, "learning-models.yaml")
    disabled = {entry.name for entry in models.manifolds if not entry.enabled}
    learner = build_plain_learner(learner_options(settings), without=disabled | set(without))
    learner.watch_with(build_detectors(settings))
    return learner


def connect_networks(settings: Settings, folders: Folders, learner: Learner, *, waits: bool) -> None:
    """Let a learner that replays a history find the networks that ship; each is loaded when first needed.

    Versions of this machine's own are not among them: they have learnt from the history that is replayed.

    Args:
        waits: Whether a network learns as soon as it can, and is waited for.
    """
    shipped = models_folder()
    place = {one.kind: shipped / one.name for one in shipped_in(shipped)}
    learner.connect(
        {kind: _network(settings, folders, partial(place.get, kind), waits=waits) for kind in KINDS}
    )


def _networks(
    settings: Settings,
    folders: Folders,
    *,
    registry: ModelRegistry,
    clock: Clock,
    sequence: Callable[[], int],
    journal: Journal,
) -> Networks:
    def make(
        kind: str, place: Callable[[], Path | None], is_new: Callable[[], bool], promoted: Promoted
    ) -> LazyLatentModel:
        return _network(settings, folders, place, waits=False, is_new=is_new, promoted=promoted)

    keep = settings.jepa.live.keep
    return Networks(make, registry=registry, clock=clock, sequence=sequence, keep=keep, journal=journal)


def _network(
    settings: Settings,
    folders: Folders,
    place: Callable[[], Path | None],
    *,
    waits: bool,
    is_new: Callable[[], bool] = lambda: True,
    promoted: Promoted = lambda verdict, lessons, write: None,
) -> LazyLatentModel:
    live = settings.jepa.live
    make = partial(_live_event_jepa, settings, folders, waits=waits, promoted=promoted)
    return LazyLatentModel(
        make,
        place=place,
        every=live.every,
        most=live.replay,
        waits=waits,
        carry=0 if waits else live.compared,
        is_new=is_new,
    )


def _live_event_jepa(
    settings: Settings, folders: Folders, place: Path | None, *, waits: bool, promoted: Promoted
) -> LearningModel:
    from jepa_learning.adapters.mlx.runtime import load_mlx

    load_mlx(folders.blas)
    from jepa_learning.adapters.mlx.checkpoint import load_network
    from jepa_learning.adapters.mlx.event_jepa import ModelArgs
    from jepa_learning.adapters.mlx.live_event_jepa import LiveEventJepa, LiveOptions
    from jepa_learning.adapters.mlx.training import Network, TrainingOptions

    jepa = settings.jepa
    fresh = partial(Network.random, ModelArgs(**jepa.network.model_dump()), seed=jepa.seed)
    return LiveEventJepa(
        fresh if place is None else partial(load_network, place),
        LiveOptions(**jepa.live.model_dump(exclude={"delay_s", "keep"})),
        TrainingOptions(**jepa.training.model_dump()),
        speaks=place is not None,
        waits=waits,
        seed=jepa.seed,
        promoted=promoted,
    )


def build_train_base(settings: Settings, folders: Folders, *, kind: str, tell: Tell) -> TrainBase:
    """Make what trains a network that ships. MLX is loaded when there is something to train.

    Args:
        kind: Which one: `file` or `sequence`.
        tell: Says how far it is.

    Raises:
        ConfigError: A pattern of the settings is not what it must be.
    """
    from jepa_learning.adapters.filesystem.model_shelf import FileModelShelf
    from jepa_learning.adapters.snapshot.lesson_store import FileLessonStore
    from jepa_learning.adapters.sources.git import GitSource
    from jepa_learning.adapters.sources.git_clones import GitClones

    base, git, seed = _base_settings(settings, kind), settings.sources.git.model_dump(), settings.jepa.seed
    most_events = base.sequences.most_events
    work = folders.cache / "base"
    return TrainBase(
        clones=GitClones(),
        record=RecordLessons(
            build_learner=partial(build_learner, settings),
            open_source=lambda clone: GitSource(clone.root, **git),
            gate=_gate(settings, lambda source, project: True),
            store=FileLessonStore(work / "lessons"),
            code=_lesson_code(settings),
            options=RecordOptions(base.most_cases, base.whole_lessons, base.kept_share, seed),
            kind=kind,
            tell=iter if kind == "file" else partial(told_as_sequences, most=most_events),
        ),
        open_trainer=partial(_open_base_trainer, settings, base, folders),
        shelf=FileModelShelf(most_bytes=base.most_bytes),
        work=work / "training",
        options=_base_options(settings, base, kind),
        timer=time.monotonic,
        tell=tell,
    )


def _base_settings(settings: Settings, kind: str) -> BaseSettings:
    base = settings.jepa.base
    if kind == "file":
        return base
    return base.model_copy(update=base.sequences.model_dump(exclude={"most_events"}))


def _base_options(settings: Settings, chosen: BaseSettings, kind: str) -> BaseOptions:
    base, training = chosen.model_dump(exclude={"sequences"}), settings.jepa.training.model_dump()
    kept = [one.name for one in dataclass_fields(ScheduleOptions) if one.name != "seed"]
    return BaseOptions(
        schedule=ScheduleOptions(**{name: base[name] for name in kept}, seed=settings.jepa.seed),
        checkpoint_every=base["checkpoint_every"],
        least_lessons=base["least_lessons"],
        believed_share=training["believed_share"],
        settings={
            **{f"jepa.base.{name}": value for name, value in base.items()},
            "jepa.base.sequences.most_events": chosen.sequences.most_events,
            **{f"jepa.training.{name}": value for name, value in training.items()},
        },
        kind=kind,
        code=fingerprint(
            _lesson_code(settings), *_sources("adapters/mlx/*.py", "application/lesson_schedule.py")
        ),
    )


def _lesson_code(settings: Settings) -> str:
    """Return what the lessons of a history depend on, in one number."""
    sources = _sources("adapters/sources/git.py", "application/record_lessons.py", "domain/told_sequences.py")
    given = settings.sources.git.model_dump(), settings.privacy.model_dump()
    return fingerprint(_fingerprint(settings, ()), *given, *sources)


def _sources(*patterns: str) -> list[bytes]:
    folder = Path(__file__).parent
    return [path.read_bytes() for pattern in patterns for path in sorted(folder.glob(pattern))]


def _open_base_trainer(
    settings: Settings, base: BaseSettings, folders: Folders, folder: Path
) -> LatentTrainer:
    from jepa_learning.adapters.mlx.runtime import load_mlx, mlx_is_installed

    if not mlx_is_installed():
        raise RequestError("MLX has no build for this machine, and without it no network can be trained")
    load_mlx(folders.blas)
    from jepa_learning.adapters.mlx.event_jepa import ModelArgs
    from jepa_learning.adapters.mlx.latent_trainer import MlxLatentTrainer
    from jepa_learning.adapters.mlx.training import TrainingOptions

    jepa = settings.jepa
    args = ModelArgs(dimension=base.dimension, buckets=base.buckets)
    return MlxLatentTrainer(folder, args, TrainingOptions(**jepa.training.model_dump()), seed=jepa.seed)


def _open_trainer(
    settings: Settings, folders: Folders, start: Path | None, resume: Path | None
) -> LatentTrainer:
    from jepa_learning.adapters.mlx.runtime import load_mlx

    try:
        load_mlx(folders.blas)
    except ImportError as error:
        raise ModelError(f"MLX cannot be imported ({error}): see lev jepa doctor") from error
    from jepa_learning.adapters.mlx.begin_training import begin_training
    from jepa_learning.adapters.mlx.event_jepa import ModelArgs
    from jepa_learning.adapters.mlx.latent_trainer import MlxLatentTrainer
    from jepa_learning.adapters.mlx.training import TrainingOptions

    jepa = settings.jepa
    args, options = ModelArgs(**jepa.network.model_dump()), TrainingOptions(**jepa.training.model_dump())
    with TemporaryDirectory() as folder:
        begun = resume or Path(folder) / "begun"
        if resume is None and start is not None:
            begin_training(start, begun, options, seed=jepa.seed)
        return MlxLatentTrainer(begun, args, options, seed=jepa.seed)


def learner_options(settings: Settings) -> LearnerOptions:
    """Return what a learner is made from, as the domain has it."""
    return _plain(LearnerOptions, settings.learner.model_dump(exclude={"detectors"}))


def adaptation_rules() -> Rules:
    """Return when `adapt` may act, as the domain has it.

    Raises:
        ConfigError: config/adaptation-rules.yaml is not what it must be.
    """
    return Rules(**load_companion(AdaptationRules, "adaptation-rules.yaml").model_dump(by_alias=True))


def insight_options(settings: Settings) -> InsightOptions:
    """Return when something is said of how somebody works, as the domain has it."""
    return InsightOptions(**settings.understand.model_dump(exclude={"most_nodes"}))


def build_detectors(settings: Settings) -> Detectors:
    """Return what finds that a stream has changed. river is imported when something warns."""

    def warn(slack: float, threshold: float) -> ChangeDetector:
        return PlainPageHinkley(slack=slack, threshold=threshold)

    def confirm(slack: float, threshold: float) -> list[ChangeDetector]:
        if settings.learner.detectors.adapter == "memory":
            return [PlainPageHinkley(slack=slack, threshold=threshold)]
        from jepa_learning.adapters.river.change_detectors import RiverAdwin, RiverPageHinkley

        return [
            RiverPageHinkley(slack=slack, threshold=threshold),
            RiverAdwin(significance=settings.learner.detectors.significance),
        ]

    return Detectors(warn, confirm)


def find_root(directory: Path) -> str:
    """Return the root of the project that a folder is in, as its events carry it.

    Raises:
        ProjectError: The folder is in no repository.
    """
    from jepa_learning.adapters.sources.git_project import GitProjects

    return str(GitProjects().locate(directory).root)


def open_event_log(settings: Settings, folders: Folders) -> SqliteEventLog:
    """Open the event log; reading is possible beside the sidecar."""
    make_private(folders.data)
    return SqliteEventLog(folders.event_log, busy_timeout_ms=settings.store.busy_timeout_ms)


def open_journal(settings: Settings, folders: Folders) -> Journal:
    """Open the sidecar's log file."""
    from jepa_learning.adapters.telemetry.journal import StructlogJournal

    log = settings.log
    return StructlogJournal(folders.journal, level=log.level, max_bytes=log.max_bytes, files=log.files)


def inspect_mlx(folders: Folders) -> MlxReport | None:
    """Load MLX and measure it; None where there is no build of it. Nothing is left behind.

    Raises:
        ImportError: MLX is installed, but not whole.
    """
    from jepa_learning.adapters.mlx.runtime import inspect_mlx, mlx_is_installed

    if not mlx_is_installed():
        return None
    if folders.blas.exists():
        return inspect_mlx(folders.blas)
    with TemporaryDirectory() as folder:
        return inspect_mlx(Path(folder))


def build_application(
    settings: Settings,
    folders: Folders,
    *,
    journal: Journal,
    without: Collection[str] = (),
    loaded: Done = lambda error: None,
) -> Application:
    """Take the data directory and wire all use cases to it. Nothing is loaded until `start`.

    Args:
        journal: Closed with the application.
        loaded: Called when loading has ended, in the thread that loads.

    Raises:
        StoreBusyError: Another process owns the data directory.
        StoreError: The data directory cannot be used.
        ConfigError: A pattern of the settings is not what it must be.
    """
    with ExitStack() as held:
        held.callback(journal.close)
        make_private(folders.data)
        held.enter_context(closing(OwnerLock(folders.data)))
        log = held.enter_context(closing(open_event_log(settings, folders)))
        timeout_ms = settings.store.busy_timeout_ms
        words = held.enter_context(closing(SqliteConsentStore(folders.consent, busy_timeout_ms=timeout_ms)))
        shown = held.enter_context(
            closing(SqliteSuggestionStore(folders.suggestions, busy_timeout_ms=timeout_ms))
        )
        said = held.enter_context(
            closing(
                SqliteWhisperStore(folders.whispers, keep=settings.whispers.keep, busy_timeout_ms=timeout_ms)
            )
        )
        snapshots = FileSnapshotStore(folders.snapshot, fingerprint=_fingerprint(settings, without))
        registry = FileModelRegistry(folders.models, shipped=models_folder())
        networks = _networks(
            settings,
            folders,
            registry=registry,
            clock=SystemClock(),
            sequence=lambda: learner.sequence,
            journal=journal,
        )
        held.callback(networks.close)
        connect = networks.connect
        learner = _shared_learner(settings, log, snapshots, without=without, journal=journal, connect=connect)
        held.callback(learner.save)
        encoder = build_text_encoder(settings)
        memory = _shared_memory(settings, folders, encoder, journal=journal)
        held.callback(memory.close)
        return _wire(
            settings,
            folders,
            log=log,
            words=words,
            shown=shown,
            said=said,
            learner=learner,
            networks=networks,
            encoder=encoder,
            memory=memory,
            journal=journal,
            held=held,
            loaded=loaded,
        )


def _train_options(settings: Settings) -> TrainOptions:
    jepa = settings.jepa
    return TrainOptions(
        **jepa.offline.model_dump(),
        least=jepa.live.least,
        believed_share=jepa.training.believed_share,
        seed=jepa.seed,
    )


def _wire(
    settings: Settings,
    folders: Folders,
    *,
    log: EventLog,
    words: ConsentStore,
    shown: SuggestionStore,
    said: WhisperStore,
    learner: SharedLearner,
    networks: Networks,
    encoder: TextEncoder,
    memory: SharedMemory,
    journal: Journal,
    held: ExitStack,
    loaded: Done,
) -> Application:
    from jepa_learning.adapters.sources.git_project import GitProjects
    from jepa_learning.adapters.sources.jsonl import parse_event

    clock, projects = SystemClock(), GitProjects()
    changes = FileChangeJournal(folders.changes)
    by_name = {name.replace("_", "-"): granted for name, granted in settings.consent.model_dump().items()}
    follow: list[Callable[[], None]] = []  # what a change of consent sets going, once it is there
    consents = Consents(
        words,
        clock=clock,
        defaults=by_name,
        changed=lambda: _call_all(follow),
    )
    suggestions = _suggestions(settings, shown, consents, clock=clock, journal=journal)
    held.callback(suggestions.stop)
    follow.append(suggestions.drop_unconsented)
    gate = _gate(settings, consents.is_granted)
    vectors = settings.memory
    remember = Remember(
        log=log,
        memory=memory,
        encoder=encoder,
        delay_s=vectors.delay_s,
        retry_s=vectors.retry_s,
        journal=journal,
    )
    held.callback(remember.stop)
    train = Train(
        log=log,
        projects=projects,
        build=partial(build_learner, settings),
        networks=networks,
        open_trainer=partial(_open_trainer, settings, folders),
        options=_train_options(settings),
        timer=time.monotonic,
    )
    pause = Pause(FilePauseStore(folders.pause), clock=clock)
    background = settings.background
    leisure = Leisure(
        SystemMachine(),
        is_paused=pause.is_on,
        on_battery=background.on_battery,
        most_load=background.most_load,
        look_s=background.look_s,
        timer=time.monotonic,
    )
    keep_learning = KeepLearning(
        networks.learn_round,
        is_asked=lambda: learner.is_held or train.is_running,
        why_not=leisure.why_not,
        delay_s=settings.jepa.live.delay_s,
        look_s=background.look_s,
        journal=journal,
    )
    held.callback(keep_learning.stop)
    signals = Signals(failed=partial(_note_fault, journal))
    contexts = Contexts(
        partial(Segmentation, _plain(SegmentationOptions, settings.contexts.switch.model_dump())),
        log=log,
        learner=learner,
        consents=consents,
        signals=signals,
        clock=clock,
        author_of=partial(_author_of, projects),
        is_busy=lambda: import_sources.is_running,
        history_events=settings.contexts.history_events,
        late_s=settings.contexts.late_s,
    )
    follow_contexts = FollowContexts(
        lambda: _follow_both(follow_whispers, contexts), delay_s=settings.contexts.delay_s, journal=journal
    )
    held.callback(follow_contexts.stop)
    workers = (remember, keep_learning, follow_contexts)
    archive = SharedArchive(partial(_build_archive, settings), log=log, consents=consents)
    told_live = ToldLive(log)
    suggested = JoinSuggestions(
        suggestions,
        clock=clock,
        window=_window(settings),
        cooldown=_cooldown(settings),
        doubt=settings.feedback.doubt,
    )
    learn = Learn(
        gate,
        log=log,
        learner=learner,
        suggested=suggested,
        untold=told_live.untold,
        learnt=partial(_follow, workers, archive),
    )
    keep = settings.store
    retain = Retain(log, clock=clock, keep_days=keep.keep_days, keep_events=keep.keep_events)
    saved = SavedFiles(clock=clock, open_s=settings.predict.open_case_s)
    import_sources = ImportSources(
        learn,
        log=log,
        consents=consents,
        projects=projects,
        open_sources=partial(_open_sources, settings, consents),
        retain=retain,
        timer=time.monotonic,
        done=follow_contexts,
    )
    load = Load(learner, retain=retain, done=partial(_begin_following, workers, archive, loaded))
    look = settings.search
    meanings = Meanings(encoder, memory, least=look.least_likeness)
    held.callback(load.stop)
    held.callback(archive.stop)
    predict = Predict(
        learner=learner,
        consents=consents,
        suggestions=suggestions,
        projects=projects,
        gate=gate,
        clock=clock,
        open_case_s=settings.predict.open_case_s,
        max_known=settings.predict.max_known,
        cooldown=_cooldown(settings),
        saved=saved.recall,
    )
    feedback = Feedback(suggestions, projects=projects, clock=clock, window=_window(settings))
    current_whisper = CurrentWhisper()
    whispers = Whispers(
        whisper_rules(settings, folders.whisper_rules),
        OfferWhispers(predict, contexts=contexts, consents=consents, k=settings.whispers.guesses),
        store=said,
        switch=FileSwitchStore(folders.whispers_off),
        current=current_whisper,
        clock=clock,
        worth=whisper_worth(settings),
        restraint=Restraint(most_an_hour=settings.whispers.most_an_hour),
        options=whisper_options(settings),
        new_id=lambda: uuid4().hex[:8],
        announce=partial(_announce, suggestions),
        retract=partial(_retract, feedback),
        may_show=partial(may_show, consents),
        is_paused=pause.is_on,
    )
    whispers.subscribe(signals)
    follow.append(whispers.drop_unconsented)
    follow_whispers = FollowWhispers(
        whispers,
        log=log,
        learner=learner,
        signals=signals,
        clock=clock,
        author_of=partial(_author_of, projects),
        root_of=lambda folder: root_of(projects, Path(folder) if folder else None),
        late_s=settings.contexts.late_s,
    )
    import_soon = ImportSoon(
        partial(_import_git, import_sources),
        why_not=leisure.why_not,
        delay_s=background.delay_s,
        patience_s=background.look_s,
        journal=journal,
    )
    held.callback(import_soon.stop)
    watch = Watch(
        _watcher(settings),
        saved,
        roots=lambda: consents.projects("files"),
        import_soon=import_soon.ask,
        is_paused=pause.is_on,
        journal=journal,
    )
    held.callback(watch.stop)
    follow.append(watch.follow)
    shell = settings.sources.shell
    recent = RecentEvents(log, consents=consents, most=settings.optimize.most_events)
    forget = Forget(
        log=log,
        learner=learner,
        networks=networks,
        memory=memory,
        contexts=contexts,
        suggestions=suggestions,
        whispers=whispers,
        projects=projects,
        reload=partial(_reload, told_live, archive, load),
    )
    return Application(
        learner=learner,
        memory=memory,
        networks=networks,
        learn=learn,
        import_sources=import_sources,
        predict=predict,
        feedback=feedback,
        related=Related(
            learner=learner,
            archive=archive,
            meanings=meanings,
            projects=projects,
            constant=look.rank_constant,
            history_weight=look.history_weight,
            depth=look.depth,
        ),
        search=Search(
            learner=learner,
            archive=archive,
            meanings=meanings,
            projects=projects,
            constant=look.rank_constant,
            depth=look.depth,
        ),
        drift=ShowDrift(learner=learner, projects=projects),
        optimize=Optimize(
            log=log,
            consents=consents,
            projects=projects,
            places=partial(_places, folders, changes),
            changes=changes,
            clock=clock,
            options=_plain(OptimizeOptions, settings.optimize.model_dump()),
        ),
        understand=Understand(
            recent,
            projects=projects,
            session_gap_s=settings.optimize.session_gap_s,
            options=insight_options(settings),
            most_nodes=settings.understand.most_nodes,
        ),
        organize=Organize(
            recent,
            learner=learner,
            projects=projects,
            options=insight_options(settings),
            session_gap_s=settings.optimize.session_gap_s,
        ),
        status=Status(
            log=log,
            learner=learner,
            networks=networks,
            memory=memory,
            consents=consents,
            contexts=contexts,
            projects=projects,
        ),
        hear=Hear(
            learn,
            predict,
            consents=consents,
            projects=projects,
            clock=clock,
            session_gap_s=shell.session_gap_s,
            max_command_chars=shell.max_command_chars,
            accept=feedback.accept,
            signals=signals,
            is_paused=pause.is_on,
        ),
        pause=pause,
        consents=consents,
        contexts=contexts,
        signals=signals,
        forget=forget,
        adapt=Adapt(learn, learner=learner, forget=forget, rules=adaptation_rules(), timer=time.monotonic),
        rebuild=Rebuild(
            learner,
            networks=networks,
            memory=memory,
            contexts=contexts,
            refill=partial(_refill, workers, archive, follow_contexts),
        ),
        train=train,
        migrate_memory=MigrateMemory(memory, refill=remember.wake),
        root_of=lambda project: root_of(projects, Path(project) if project else None),
        import_soon=import_soon.ask,
        whispers=whispers,
        current_whisper=current_whisper,
        parse_event=parse_event,
        journal=journal,
        start=partial(_call_all, [load.start, import_soon.start, watch.follow]),
        close=held.pop_all().close,
    )


def _call_all(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        call()


def _watcher(settings: Settings) -> Watcher:
    from jepa_learning.adapters.watch.watchfiles_watcher import WatchfilesWatcher

    return WatchfilesWatcher(**settings.watch.model_dump(), deny_paths=settings.privacy.deny_paths)


def _import_git(import_sources: ImportSources, directory: Path) -> None:
    for _ in import_sources(directory, names=["git"]):
        pass


def _suggestions(
    settings: Settings, store: SuggestionStore, consents: Consents, *, clock: Clock, journal: Journal
) -> Suggestions:
    suggestions = Suggestions(
        store,
        clock=clock,
        is_consented=consents.is_kind_granted,
        new_id=lambda: uuid4().hex[:8],
        most=settings.feedback.keep,
        keep_s=settings.feedback.keep_days * 86_400.0,
        journal=journal,
    )
    suggestions.start()
    return suggestions


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
    return WhisperOptions(usual.within_events, usual.stands_s, usual.followed_s, usual.most_tokens)


def _announce(suggestions: Suggestions, whisper: Whisper) -> str | None:
    place = Place(whisper.kind, whisper.project if whisper.kind == "file" else "", whisper.session)
    return suggestions.show(place, [Candidate(one.activity, one.probability) for one in whisper.guesses])


def _retract(feedback: Feedback, suggestion: str) -> None:
    with suppress(SuggestionError):  # too old to be dismissed: it weakens nothing any more
        feedback.dismiss(suggestion)


def _follow_both(follow_whispers: FollowWhispers, contexts: Contexts) -> None:
    """What became of earlier whispers is known before a switch makes another."""
    follow_whispers()
    contexts.follow()


def _window(settings: Settings) -> Span:
    return Span(settings.feedback.window_events, settings.feedback.window_s)


def _cooldown(settings: Settings) -> Span:
    return Span(settings.feedback.cooldown_events, settings.feedback.cooldown_s)


def build_text_encoder(settings: Settings) -> TextEncoder:
    """Make what encodes texts; a model is not loaded before there is a text.

    Raises:
        ConfigError: The model gives vectors of another dimension than the settings ask for.
    """
    dimension = settings.memory.dimension
    if settings.text.encoder == "hashed":
        from jepa_learning.adapters.text.hashed_subwords import HashedSubwords

        return HashedSubwords(dimension)
    from jepa_learning.adapters.text.minilm import DIMENSION, MiniLm

    if dimension != DIMENSION:
        raise ConfigError(
            f"memory.dimension is {dimension} and text.encoder is minilm, which gives {DIMENSION} numbers: "
            f"set memory.dimension to {DIMENSION}"
        )
    return MiniLm()


def open_vector_memory(settings: Settings, folders: Folders, space: Space, owner: str) -> OpenStore:
    """Open the store of a space. Nothing of Qdrant is imported before.

    Raises:
        ConfigError: The URL or the API key is not what it must be.
        StoreError: It cannot be opened, or its package is missing.
    """
    vectors = settings.memory
    try:
        match space.adapter:
            case "embedded":
                from jepa_learning.adapters.qdrant.embedded_vector_memory import QdrantEmbeddedVectorMemory

                return QdrantEmbeddedVectorMemory(
                    folders.vectors / space.encoder,
                    dimension=space.dimension,
                    index_after=vectors.index_after,
                )
            case "server":
                from jepa_learning.adapters.qdrant.api_key import read_api_key
                from jepa_learning.adapters.qdrant.server_vector_memory import QdrantServerVectorMemory

                url, _, collection = space.place.rpartition(_COLLECTIONS)
                return QdrantServerVectorMemory(
                    url,
                    api_key=read_api_key(os.environ, vectors.api_key_file),
                    collection=collection,
                    dimension=space.dimension,
                    owner=owner,
                    timeout_s=vectors.timeout_s,
                )
    except ImportError as error:
        raise StoreError(
            f"memory.adapter is {space.adapter}, and a package of Qdrant cannot be imported ({error}): "
            "remove .venv, it is made again when needed; or set memory.adapter to memory"
        ) from error
    return MemoryVectorMemory(space.dimension)


def _shared_memory(
    settings: Settings, folders: Folders, encoder: TextEncoder, *, journal: Journal
) -> SharedMemory:
    adapter, notice = settings.memory.adapter, None
    if adapter == "embedded" and find_spec("qdrant_edge") is None:
        adapter, notice = "memory", "memory.adapter is embedded, and its engine has no build for this machine"
    place = ""
    if adapter == "server":
        place = f"{settings.memory.url.rstrip('/')}{_COLLECTIONS}{settings.memory.collection}"
    return SharedMemory(
        Space(adapter, place, encoder.name, encoder.dimension),
        open_store=partial(open_vector_memory, settings, folders),
        records=FileMemoryRecords(folders.memory_record),
        new_owner=lambda: uuid4().hex,
        journal=journal,
        timer=time.monotonic,
        retry_s=settings.memory.retry_s,
        notice=notice,
    )


def _author_of(projects: Projects, root: str) -> str | None:
    project = locate_project(projects, Path(root))
    return project.author if project else None


def _note_fault(journal: Journal, error: Exception) -> None:
    journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))


def _begin_following(
    workers: Sequence[Worker], archive: SharedArchive, loaded: Done, error: Exception | None
) -> None:
    """What happens when loading has ended: whoever waits is told first."""
    loaded(error)
    if error is None:
        for worker in workers:
            worker.start()
        with suppress(StoreError):  # a question tells of it
            archive.read_ahead()


def _wake(workers: Sequence[Worker]) -> None:
    for worker in workers:
        worker.wake()


def _reload(told_live: ToldLive, archive: SharedArchive, load: Load) -> None:
    """What happens when something was erased: what it stood in is read anew."""
    told_live.forget()
    archive.forget()
    load.start()


def _refill(workers: Sequence[Worker], archive: SharedArchive, follow_contexts: FollowContexts) -> None:
    """What happens when all was learnt again: what else was thrown away is made anew."""
    archive.forget()
    follow_contexts()
    _wake(workers)


def _follow(workers: Sequence[Worker], archive: SharedArchive) -> None:
    """What happens when something was learnt."""
    _wake(workers)
    with suppress(StoreError):  # it was stored and learnt: the next question tells of it
        archive.follow()


def _shared_learner(
    settings: Settings,
    log: EventLog,
    snapshots: SnapshotStore,
    *,
    without: Collection[str],
    journal: Journal,
    connect: Callable[[Learner, int], None],
) -> SharedLearner:
    def connect_all(learner: Learner, sequence: int) -> None:
        learner.watch_with(build_detectors(settings))
        connect(learner, sequence)

    return SharedLearner(
        lambda: build_learner(settings, without=without),
        connect=connect_all,
        log=log,
        snapshots=snapshots,
        save_every=settings.snapshot.every_events,
        journal=journal,
    )


def _build_archive(settings: Settings) -> Archive:
    look = settings.search
    return Archive(most=look.most_entries, saturation=look.saturation, length_share=look.length_share)


def _gate(settings: Settings, is_granted: Callable[[str, str], bool]) -> Gate:
    from jepa_learning.adapters.secrets.detect_secrets import DetectSecretsScanner

    privacy = settings.privacy
    deny = DenyList(paths=privacy.deny_paths, commands=privacy.deny_commands)
    patterns = [(one.name, one.pattern) for one in privacy.redact_patterns]
    redactor = Redactor(DetectSecretsScanner(), patterns=patterns)
    return Gate(deny, redactor, is_granted=is_granted, reader=_code_reader(settings))


def _code_reader(settings: Settings) -> CodeReader:
    from jepa_learning.adapters.code.plain_words import PlainWords
    from jepa_learning.adapters.code.symbols import Symbols

    code = settings.sources.code
    if code.reader == "words":
        return PlainWords(most=code.most_words)
    return Symbols(most=code.most_words, name_weight=code.name_weight)


def _open_sources(
    settings: Settings, consents: Consents, name: str, project: Project | None
) -> Iterator[EventSource]:
    from jepa_learning.adapters.sources.claude_code import ClaudeCodeSource, find_transcripts
    from jepa_learning.adapters.sources.git import GitSource
    from jepa_learning.adapters.sources.shell import ShellSource, find_histories

    if name == "git" and project is not None:
        git = GitSource(project.root, **settings.sources.git.model_dump())
        reads_code = consents.is_granted(CODE, str(project.root))
        yield _with_texts(settings, git, project.root) if reads_code else git
    if name == "shell":
        for history in find_histories(Path.home(), os.environ):
            yield ShellSource(history.format, history.path, **settings.sources.shell.model_dump())
    if name == "claude-code":
        for transcript in find_transcripts(Path.home(), os.environ):
            yield ClaudeCodeSource(transcript, **settings.sources.claude_code.model_dump())


def _with_texts(settings: Settings, git: EventSource, root: Path) -> EventSource:
    from jepa_learning.adapters.sources.git_texts import GitTexts, TextBounds

    code = settings.sources.code
    refused = DenyList(paths=[*settings.privacy.deny_paths, *code.skipped_paths], commands=[])
    bounds = TextBounds(code.max_bytes, code.longest_line, code.generated_marks)
    return GitTexts(git, root, bounds=bounds, refuses=refused.denies_path)


def _fingerprint(settings: Settings, without: Collection[str]) -> str:
    models = load_companion(LearningModels, "learning-models.yaml")
    return fingerprint(settings.learner.model_dump(), models.model_dump(), sorted(without))


def _open_in_memory(without: Collection[str]) -> OpenLearner:
    settings = load_settings().settings
    snapshots = MemorySnapshotStore()
    folders = locate(os.environ, uid=os.getuid())
    learner = _shared_learner(
        settings,
        MemoryEventLog(),
        snapshots,
        without=without,
        journal=MemoryJournal(),
        connect=lambda fresh, sequence: connect_networks(settings, folders, fresh, waits=True),
    )
    return OpenLearner(hold=learner.hold, learn=partial(_teach, learner), close=lambda: None)


def _places(folders: Folders, changes: ChangeJournal, project: str) -> Places:
    """Return where proposals may write: what the user's shell reads, the own folder, and the project."""
    shell = Path(os.environ.get("SHELL", "")).name
    home = Path.home()
    starts = {
        "zsh": Path(os.environ.get("ZDOTDIR") or home) / ".zshrc",
        "fish": folders.config_file.parents[1] / "fish" / "config.fish",
    }
    return Places(
        read=changes.read,
        shell=shell if shell in starts else "bash",
        rc_file=str(starts.get(shell, home / ".bashrc")),
        own_folder=str(folders.config_file.parent),
        project=project,
    )


def _plain(kind: type[Plain], values: Mapping[str, Any]) -> Plain:
    """Make a plain dataclass of the domain, and those in it, from settings of the same shape."""
    types = get_type_hints(kind)
    return kind(
        **{
            name: _plain(types[name], value) if isinstance(value, Mapping) else value
            for name, value in values.items()
        }
    )


def _teach(learner: SharedLearner, events: Sequence[Event]) -> None:
    with learner.hold() as held:
        held.learn_many(events)


def _open_on_disk(directory: Path, without: Collection[str]) -> OpenLearner:
    here = locate(os.environ, uid=os.getuid())
    settings = load_settings(user_file=here.config_file, environ=os.environ).settings
    folders = replace(here, data=directory)
    application = build_application(settings, folders, journal=MemoryJournal(), without=without)
    try:
        for _ in application.learner.load():
            pass
    except BaseException:
        application.close()
        raise
    return OpenLearner(hold=application.learner.hold, learn=application.learn, close=application.close)
