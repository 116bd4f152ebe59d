"""The application: all use cases, wired to the data directory of a user."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

from jepa_learning.adapters.clock import SystemClock
from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.adapters.filesystem.git_working_tree import GitWorkingTree
from jepa_learning.adapters.filesystem.model_registry import FileModelRegistry
from jepa_learning.adapters.filesystem.owner_lock import OwnerLock
from jepa_learning.adapters.filesystem.pause_store import FilePauseStore
from jepa_learning.adapters.filesystem.switch_store import FileSwitchStore
from jepa_learning.adapters.machine import SystemMachine
from jepa_learning.adapters.snapshot.file import FileSnapshotStore
from jepa_learning.adapters.sqlite.consent import SqliteConsentStore
from jepa_learning.adapters.sqlite.suggestion_store import SqliteSuggestionStore
from jepa_learning.adapters.sqlite.whisper_store import SqliteWhisperStore
from jepa_learning.application.adapt import Adapt
from jepa_learning.application.application import Application
from jepa_learning.application.autonomous import Autonomous, AutonomousOptions
from jepa_learning.application.background import Background
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
from jepa_learning.application.load import Done, Load
from jepa_learning.application.locate_project import root_of
from jepa_learning.application.meanings import Meanings
from jepa_learning.application.migrate_memory import MigrateMemory
from jepa_learning.application.move_files import MoveFiles
from jepa_learning.application.networks import Networks
from jepa_learning.application.notice_omissions import NoticeOmissions
from jepa_learning.application.notice_waste import NoticeWaste
from jepa_learning.application.offer_whispers import OfferWhispers, may_show
from jepa_learning.application.optimize import Optimize, OptimizeOptions
from jepa_learning.application.organize import Organize
from jepa_learning.application.pause import Pause
from jepa_learning.application.predict import Predict
from jepa_learning.application.preload import Preload, PreloadOptions
from jepa_learning.application.rebuild import Rebuild
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.application.related import Related
from jepa_learning.application.remember import Remember
from jepa_learning.application.retain import Retain
from jepa_learning.application.saved_files import SavedFiles
from jepa_learning.application.search import Search
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.shared_memory import SharedMemory
from jepa_learning.application.start_project import StartProject
from jepa_learning.application.status import Status
from jepa_learning.application.told_live import ToldLive
from jepa_learning.application.train import Train
from jepa_learning.application.understand import Understand
from jepa_learning.application.watch import Watch
from jepa_learning.application.whispers import Whispers
from jepa_learning.bootstrap.learner import build_learner, build_shared_learner, learner_fingerprint, plain
from jepa_learning.bootstrap.networks import build_networks, open_trainer, train_options
from jepa_learning.bootstrap.omissions import omission_options
from jepa_learning.bootstrap.sources import (
    author_of,
    build_gate,
    build_watcher,
    build_workflow_files,
    import_git,
    open_sources,
)
from jepa_learning.bootstrap.stores import (
    build_places,
    build_shared_memory,
    build_suggestions,
    build_text_encoder,
    dismissal_span,
    joining_window,
    open_event_log,
)
from jepa_learning.bootstrap.whispers import (
    announce,
    retract,
    whisper_options,
    whisper_rules,
    whisper_worth,
    working_folder,
)
from jepa_learning.config import AdaptationRules, Settings
from jepa_learning.config_layers import load_companion, models_folder
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.context_memory import ContextMemory
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.project_start import StartRules
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions
from jepa_learning.domain.signals import Signals
from jepa_learning.domain.understanding.insight import InsightOptions
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.folders import Folders, make_private
from jepa_learning.ports.consent import ConsentStore
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.journal import Journal, place_of
from jepa_learning.ports.suggestion_store import SuggestionStore
from jepa_learning.ports.text_encoder import TextEncoder
from jepa_learning.ports.whisper_store import WhisperStore


def adaptation_rules() -> Rules:
    """Return when `adapt` may act, as the domain has it.

    Raises:
        ConfigError: config/adaptation-rules.yaml is not what it must be.
    """
    told = load_companion(AdaptationRules, "adaptation-rules.yaml").model_dump(by_alias=True)
    return Rules(**{**told, "start": StartRules(**told["start"])})


def insight_options(settings: Settings) -> InsightOptions:
    """Return when something is said of how somebody works, as the domain has it."""
    return InsightOptions(**settings.understand.model_dump(exclude={"most_nodes"}))


def autonomous_options(settings: Settings) -> AutonomousOptions:
    """Return what `optimize` may apply without a question, as the application has it."""
    told = settings.optimize.autonomous
    return AutonomousOptions(
        enabled=told.enabled,
        most_risk=told.most_risk,
        forms=tuple(told.forms),
        scopes=tuple(told.scopes),
        most_a_day=told.most_a_day,
        least_confidence=told.least_confidence,
        every_s=told.every_s,
    )


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
        snapshots = FileSnapshotStore(folders.snapshot, fingerprint=learner_fingerprint(settings, without))
        registry = FileModelRegistry(folders.models, shipped=models_folder())
        networks = build_networks(
            settings,
            folders,
            registry=registry,
            clock=SystemClock(),
            sequence=lambda: learner.sequence,
            journal=journal,
        )
        held.callback(networks.close)
        connect = networks.connect
        learner = build_shared_learner(
            settings, log, snapshots, without=without, journal=journal, connect=connect
        )
        held.callback(learner.save)
        encoder = build_text_encoder(settings)
        memory = build_shared_memory(settings, folders, encoder, journal=journal)
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
    optimize = Optimize(
        log=log,
        consents=consents,
        projects=projects,
        places=partial(build_places, folders, changes),
        changes=changes,
        clock=clock,
        workflows=build_workflow_files(settings),
        options=plain(OptimizeOptions, settings.optimize.model_dump(exclude={"autonomous", "omissions"})),
    )
    suggestions = build_suggestions(settings, shown, consents, clock=clock, journal=journal)
    held.callback(suggestions.stop)
    follow.append(suggestions.drop_unconsented)
    gate = build_gate(settings, consents.is_granted)
    vectors = settings.memory
    remember = Remember(
        log=log,
        memory=memory,
        encoder=encoder,
        delay_s=vectors.delay_s,
        retry_s=vectors.retry_s,
        journal=journal,
        is_taught=lambda: learner.is_taught,
    )
    held.callback(remember.stop)
    train = Train(
        log=log,
        projects=projects,
        build=partial(build_learner, settings),
        networks=networks,
        open_trainer=partial(open_trainer, settings, folders),
        options=train_options(settings),
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
        partial(Segmentation, plain(SegmentationOptions, settings.contexts.switch.model_dump())),
        remember=partial(_build_context_memory, settings),
        log=log,
        learner=learner,
        consents=consents,
        signals=signals,
        clock=clock,
        author_of=partial(author_of, projects),
        is_busy=lambda: import_sources.is_running,
        history_events=settings.contexts.history_events,
        late_s=settings.contexts.late_s,
    )
    follow_contexts = FollowContexts(
        lambda: _follow_all(follow_whispers, contexts, preload),
        delay_s=settings.contexts.delay_s,
        journal=journal,
    )
    held.callback(follow_contexts.stop)
    autonomous = Autonomous(
        optimize,
        consents=consents,
        signals=signals,
        clock=clock,
        why_not=leisure.why_not,
        can_tell=lambda: whispers.is_on,
        options=autonomous_options(settings),
        delay_s=background.delay_s,
        look_s=background.look_s,
        journal=journal,
    )
    held.callback(autonomous.stop)
    notice_waste = NoticeWaste(
        optimize.propose,
        sequence=lambda: learner.sequence,
        folder=partial(working_folder, learner),
        signals=signals,
        clock=clock,
        every=background.waste_events,
        why_not=leisure.why_not,
        delay_s=background.delay_s,
        look_s=background.look_s,
        journal=journal,
    )
    held.callback(notice_waste.stop)
    workers = (remember, keep_learning, follow_contexts, notice_waste, autonomous)
    archive = SharedArchive(partial(_build_archive, settings), log=log, consents=consents)
    told_live = ToldLive(log)
    suggested = JoinSuggestions(
        suggestions,
        clock=clock,
        window=joining_window(settings),
        cooldown=dismissal_span(settings),
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
        open_sources=partial(open_sources, settings, consents),
        retain=retain,
        timer=time.monotonic,
        done=follow_contexts.attempt,
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
        cooldown=dismissal_span(settings),
        saved=saved.recall,
    )
    preload = Preload(
        contexts=contexts,
        predict=predict,
        learner=learner,
        consents=consents,
        clock=clock,
        options=_preload_options(settings),
    )
    follow.append(preload.forget)
    feedback = Feedback(suggestions, projects=projects, clock=clock, window=joining_window(settings))
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
        announce=partial(announce, suggestions),
        retract=partial(retract, feedback),
        may_show=partial(may_show, consents),
        is_paused=pause.is_on,
    )
    NoticeOmissions(
        RecentEvents(log, consents=consents, most=settings.optimize.omissions.most_events),
        signals=signals,
        options=omission_options(settings),
        is_wanted=lambda: whispers.is_on,
    ).subscribe()
    whispers.subscribe(signals)
    follow.append(whispers.drop_unconsented)
    follow_whispers = FollowWhispers(
        whispers,
        log=log,
        learner=learner,
        signals=signals,
        clock=clock,
        author_of=partial(author_of, projects),
        root_of=lambda folder: root_of(projects, Path(folder) if folder else None),
        late_s=settings.contexts.late_s,
    )
    import_soon = ImportSoon(
        partial(import_git, import_sources),
        why_not=leisure.why_not,
        delay_s=background.delay_s,
        patience_s=background.look_s,
        journal=journal,
    )
    held.callback(import_soon.stop)
    watch = Watch(
        build_watcher(settings),
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
        preload=preload,
        projects=projects,
        reload=partial(_reload, told_live, archive, load),
    )
    rules = adaptation_rules()
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
        optimize=optimize,
        autonomous=autonomous,
        understand=Understand(
            recent,
            projects=projects,
            session_gap_s=settings.optimize.session_gap_s,
            options=insight_options(settings),
            most_nodes=settings.understand.most_nodes,
        ),
        move_files=MoveFiles(
            Organize(
                recent,
                learner=learner,
                projects=projects,
                options=insight_options(settings),
                session_gap_s=settings.optimize.session_gap_s,
            ),
            tree=GitWorkingTree(),
            changes=changes,
            clock=clock,
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
        preload=preload,
        signals=signals,
        forget=forget,
        adapt=Adapt(
            learn,
            learner=learner,
            forget=forget,
            recent=partial(recent, None),
            rules=rules,
            timer=time.monotonic,
        ),
        start_project=StartProject(
            log=log,
            learner=learner,
            forget=forget,
            projects=projects,
            encoder=encoder,
            rules=rules,
            clock=clock,
        ),
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


def _follow_all(follow_whispers: FollowWhispers, contexts: Contexts, preload: Preload) -> None:
    """What became of whispers is known before a switch makes another, and a switch before what it needs."""
    follow_whispers()
    contexts.follow()
    preload()


def _note_fault(journal: Journal, error: Exception) -> None:
    journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))


def _begin_following(
    workers: Sequence[Background], archive: SharedArchive, loaded: Done, error: Exception | None
) -> None:
    """What happens when loading has ended: whoever waits is told first."""
    loaded(error)
    if error is None:
        for worker in workers:
            worker.start()
        with suppress(StoreError):  # a question tells of it
            archive.read_ahead()


def _wake(workers: Sequence[Background]) -> None:
    for worker in workers:
        worker.wake()


def _reload(told_live: ToldLive, archive: SharedArchive, load: Load) -> None:
    """What happens when something was erased: what it stood in is read anew."""
    told_live.forget()
    archive.forget()
    load.start()


def _refill(workers: Sequence[Background], archive: SharedArchive, follow_contexts: FollowContexts) -> None:
    """What happens when all was learnt again: what else was thrown away is made anew."""
    archive.forget()
    follow_contexts.attempt()
    _wake(workers)


def _follow(workers: Sequence[Background], archive: SharedArchive) -> None:
    """What happens when something was learnt."""
    _wake(workers)
    with suppress(StoreError):  # it was stored and learnt: the next question tells of it
        archive.follow()


def _build_context_memory(settings: Settings) -> ContextMemory:
    look = settings.contexts.preload
    return ContextMemory(places=look.places, most=look.remembered, half_life=look.half_life)


def _preload_options(settings: Settings) -> PreloadOptions:
    look = settings.contexts.preload
    return PreloadOptions(
        contexts=look.contexts, entries=look.entries, keep_s=look.keep_s, refresh_s=look.refresh_s
    )


def _build_archive(settings: Settings) -> Archive:
    look = settings.search
    return Archive(most=look.most_entries, saturation=look.saturation, length_share=look.length_share)
