"""Wiring: which use case is given what. Each is made once, when the first other needs it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from uuid import uuid4

from jepa_learning.adapters.clock import SystemClock
from jepa_learning.adapters.filesystem.answer_store import FileAnswerStore
from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.adapters.filesystem.pause_store import FilePauseStore
from jepa_learning.adapters.filesystem.switch_store import FileSwitchStore
from jepa_learning.adapters.machine import SystemMachine
from jepa_learning.adapters.process.ask import OwnProcess
from jepa_learning.application.adapt import Adapt
from jepa_learning.application.application import Application
from jepa_learning.application.autonomous import Autonomous
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
from jepa_learning.application.notice_novelty import NoticeNovelty
from jepa_learning.application.notice_omissions import NoticeOmissions
from jepa_learning.application.notice_waste import NoticeWaste
from jepa_learning.application.offer_whispers import OfferWhispers, may_show
from jepa_learning.application.optimize import Optimize
from jepa_learning.application.organize import Organize
from jepa_learning.application.pause import Pause
from jepa_learning.application.predict import Predict
from jepa_learning.application.preload import Preload
from jepa_learning.application.ready_line import ReadyLine
from jepa_learning.application.rebuild import Rebuild
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.application.related import Related
from jepa_learning.application.remember import Remember
from jepa_learning.application.retain import Retain
from jepa_learning.application.saved_files import SavedFiles
from jepa_learning.application.search import Search
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.application.start_project import StartProject
from jepa_learning.application.status import Status
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.application.told_live import ToldLive
from jepa_learning.application.train import Train
from jepa_learning.application.understand import Understand
from jepa_learning.application.watch import Watch
from jepa_learning.application.whispers import Whispers
from jepa_learning.bootstrap.following import begin_following, follow, follow_all, note_fault, refill, reload
from jepa_learning.bootstrap.learner import build_learner, plain
from jepa_learning.bootstrap.networks import open_trainer, train_options
from jepa_learning.bootstrap.omissions import omission_options
from jepa_learning.bootstrap.opened import Opened
from jepa_learning.bootstrap.options import (
    adaptation_rules,
    autonomous_options,
    build_archive,
    build_context_memory,
    consent_defaults,
    insight_options,
    preload_options,
)
from jepa_learning.bootstrap.propose_apart import build_process, propose_apart
from jepa_learning.bootstrap.sources import (
    author_of,
    build_gate,
    build_watcher,
    import_git,
    open_sources,
)
from jepa_learning.bootstrap.stores import build_places, build_suggestions, dismissal_span, joining_window
from jepa_learning.bootstrap.whispers import (
    announce,
    retract,
    whisper_options,
    whisper_rules,
    whisper_worth,
    working_folder,
)
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.privacy import Gate
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions
from jepa_learning.domain.signals import Signals
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.ports.answer_store import AnswerStore
from jepa_learning.ports.project import Projects


class Wiring:
    """Every use case as a property, made when another first needs it.

    Args:
        opened: What the data directory holds.
        loaded: Called when loading has ended.
    """

    def __init__(self, opened: Opened, *, loaded: Done) -> None:
        self.settings, self.folders, self.journal = opened.settings, opened.folders, opened.journal
        self.log, self.words, self.shown, self.said = opened.log, opened.words, opened.shown, opened.said
        self.learner, self.networks = opened.learner, opened.networks
        self.encoder, self.memory = opened.encoder, opened.memory
        self.loaded = loaded
        self.clock = SystemClock()

    @cached_property
    def projects(self) -> Projects:
        from jepa_learning.adapters.sources.git_project import GitProjects

        return GitProjects()

    def application(self, close: Callable[[], None]) -> Application:
        """Return all use cases, wired."""
        from jepa_learning.adapters.sources.jsonl import parse_event

        self.notice_omissions.subscribe()
        self.whispers.subscribe(self.signals)
        return Application(
            learner=self.learner,
            memory=self.memory,
            networks=self.networks,
            learn=self.learn,
            import_sources=self.import_sources,
            predict=self.predict,
            feedback=self.feedback,
            related=self.related,
            search=self.search,
            drift=self.drift,
            optimize=self.optimize,
            autonomous=self.autonomous,
            understand=self.understand,
            move_files=self.move_files,
            status=self.status,
            hear=self.hear,
            pause=self.pause,
            consents=self.consents,
            contexts=self.contexts,
            preload=self.preload,
            ready_line=self.ready_line,
            signals=self.signals,
            forget=self.forget,
            adapt=self.adapt,
            start_project=self.start_project,
            notice_novelty=self.notice_novelty,
            rebuild=self.rebuild,
            train=self.train,
            migrate_memory=self.migrate_memory,
            root_of=lambda project: root_of(self.projects, Path(project) if project else None),
            import_soon=self.import_soon.ask,
            whispers=self.whispers,
            current_whisper=self.current_whisper,
            parse_event=parse_event,
            journal=self.journal,
            start=self._start,
            close=close,
        )

    def stops(self) -> Sequence[Callable[[], None]]:
        """Return what ends all that runs in the background, in the order in which it ends."""
        first = [
            self.proposing.stop,
            self.watch.stop,
            self.import_soon.stop,
            self.archive.stop,
            self.load.stop,
        ]
        return [*first, *(worker.stop for worker in reversed(self.workers)), self.suggestions.stop]

    @property
    def workers(self) -> Sequence[Background]:
        """Who works in the background after something was learnt."""
        return (
            self.remember,
            self.keep_learning,
            self.follow_contexts,
            self.notice_waste,
            self.notice_novelty,
            self.autonomous,
        )

    def _start(self) -> None:
        self.load.start()
        self.import_soon.start()
        self.watch.follow()

    def _follow_consent(self) -> None:
        self.suggestions.drop_unconsented()
        self.preload.forget()
        self.notice_novelty.forget()
        self.whispers.drop_unconsented()
        self.watch.follow()

    def _follow(self) -> None:
        follow(self.workers, self.archive)

    def _reload(self) -> None:
        self.notice_novelty.forget()
        reload(self.told_live, self.archive, self.load)

    @cached_property
    def changes(self) -> FileChangeJournal:
        return FileChangeJournal(self.folders.changes)

    @cached_property
    def consents(self) -> Consents:
        return Consents(
            self.words,
            clock=self.clock,
            defaults=consent_defaults(self.settings),
            changed=self._follow_consent,
        )

    @cached_property
    def optimize(self) -> Optimize:
        return Optimize(
            partial(propose_apart, self.proposing, self.settings, self.folders),
            recent=self.recent,
            projects=self.projects,
            places=partial(build_places, self.folders),
            changes=self.changes,
            clock=self.clock,
            signals=self.signals,
            session_gap_s=self.settings.optimize.session_gap_s,
        )

    @cached_property
    def proposing(self) -> OwnProcess:
        return build_process(self.settings)

    @cached_property
    def suggestions(self) -> Suggestions:
        return build_suggestions(
            self.settings, self.shown, self.consents, clock=self.clock, journal=self.journal
        )

    @cached_property
    def gate(self) -> Gate:
        return build_gate(self.settings, self.consents.is_granted)

    @cached_property
    def remember(self) -> Remember:
        return Remember(
            log=self.log,
            memory=self.memory,
            encoder=self.encoder,
            delay_s=self.settings.memory.delay_s,
            retry_s=self.settings.memory.retry_s,
            journal=self.journal,
            is_taught=lambda: self.learner.is_taught,
        )

    @cached_property
    def train(self) -> Train:
        return Train(
            log=self.log,
            projects=self.projects,
            build=partial(build_learner, self.settings),
            networks=self.networks,
            open_trainer=partial(open_trainer, self.settings, self.folders),
            options=train_options(self.settings),
            timer=time.monotonic,
        )

    @cached_property
    def pause(self) -> Pause:
        return Pause(FilePauseStore(self.folders.pause), clock=self.clock)

    @cached_property
    def leisure(self) -> Leisure:
        return Leisure(
            SystemMachine(),
            is_paused=self.pause.is_on,
            on_battery=self.settings.background.on_battery,
            most_load=self.settings.background.most_load,
            look_s=self.settings.background.look_s,
            timer=time.monotonic,
        )

    @cached_property
    def keep_learning(self) -> KeepLearning:
        return KeepLearning(
            self.networks.learn_round,
            is_asked=lambda: self.learner.is_held or self.train.is_running,
            why_not=self.leisure.why_not,
            delay_s=self.settings.jepa.live.delay_s,
            look_s=self.settings.background.look_s,
            journal=self.journal,
        )

    @cached_property
    def signals(self) -> Signals:
        return Signals(failed=partial(note_fault, self.journal))

    @cached_property
    def contexts(self) -> Contexts:
        return Contexts(
            partial(Segmentation, plain(SegmentationOptions, self.settings.contexts.switch.model_dump())),
            remember=partial(build_context_memory, self.settings),
            log=self.log,
            learner=self.learner,
            consents=self.consents,
            signals=self.signals,
            clock=self.clock,
            author_of=partial(author_of, self.projects),
            is_busy=lambda: self.import_sources.is_running,
            history_events=self.settings.contexts.history_events,
            late_s=self.settings.contexts.late_s,
        )

    @cached_property
    def follow_contexts(self) -> FollowContexts:
        return FollowContexts(
            partial(follow_all, self.follow_whispers, self.contexts, self.preload),
            delay_s=self.settings.contexts.delay_s,
            journal=self.journal,
        )

    @cached_property
    def autonomous(self) -> Autonomous:
        return Autonomous(
            self.optimize,
            consents=self.consents,
            signals=self.signals,
            clock=self.clock,
            why_not=self.leisure.why_not,
            can_tell=lambda: self.whispers.is_on,
            options=autonomous_options(self.settings),
            delay_s=self.settings.background.delay_s,
            look_s=self.settings.background.look_s,
            journal=self.journal,
        )

    @cached_property
    def notice_waste(self) -> NoticeWaste:
        return NoticeWaste(
            self.optimize.propose,
            sequence=lambda: self.learner.sequence,
            folder=partial(working_folder, self.learner),
            signals=self.signals,
            clock=self.clock,
            every=self.settings.background.waste_events,
            why_not=self.leisure.why_not,
            delay_s=self.settings.background.delay_s,
            look_s=self.settings.background.look_s,
            journal=self.journal,
        )

    @cached_property
    def answers(self) -> AnswerStore:
        return FileAnswerStore(self.folders.answers)

    @cached_property
    def notice_novelty(self) -> NoticeNovelty:
        return NoticeNovelty(
            self.adapt,
            self.start_project,
            learner=self.learner,
            recent=self.recent.each,
            rules=self.rules,
            answers=self.answers,
            consents=self.consents,
            signals=self.signals,
            clock=self.clock,
            can_tell=lambda: self.whispers.is_on,
            why_not=self.leisure.why_not,
            delay_s=self.settings.background.delay_s,
            look_s=self.settings.background.look_s,
            journal=self.journal,
        )

    @cached_property
    def archive(self) -> SharedArchive:
        return SharedArchive(partial(build_archive, self.settings), log=self.log, consents=self.consents)

    @cached_property
    def told_live(self) -> ToldLive:
        return ToldLive(self.log)

    @cached_property
    def suggested(self) -> JoinSuggestions:
        return JoinSuggestions(
            self.suggestions,
            clock=self.clock,
            window=joining_window(self.settings),
            cooldown=dismissal_span(self.settings),
            doubt=self.settings.feedback.doubt,
        )

    @cached_property
    def learn(self) -> Learn:
        return Learn(
            self.gate,
            log=self.log,
            learner=self.learner,
            suggested=self.suggested,
            untold=self.told_live.untold,
            retain=self.retain.after,
            learnt=self._follow,
        )

    @cached_property
    def retain(self) -> Retain:
        return Retain(
            self.log,
            clock=self.clock,
            keep_days=self.settings.store.keep_days,
            keep_events=self.settings.store.keep_events,
        )

    @cached_property
    def saved(self) -> SavedFiles:
        return SavedFiles(clock=self.clock, open_s=self.settings.predict.open_case_s)

    @cached_property
    def import_sources(self) -> ImportSources:
        return ImportSources(
            self.learn,
            log=self.log,
            consents=self.consents,
            projects=self.projects,
            open_sources=partial(open_sources, self.settings, self.consents),
            retain=self.retain,
            timer=time.monotonic,
            done=self.follow_contexts.attempt,
        )

    @cached_property
    def load(self) -> Load:
        return Load(
            self.learner,
            retain=self.retain,
            done=partial(begin_following, self.workers, self.archive, self.loaded),
        )

    @cached_property
    def meanings(self) -> Meanings:
        return Meanings(self.encoder, self.memory, least=self.settings.search.least_likeness)

    @cached_property
    def predict(self) -> Predict:
        return Predict(
            learner=self.learner,
            consents=self.consents,
            suggestions=self.suggestions,
            projects=self.projects,
            gate=self.gate,
            clock=self.clock,
            open_case_s=self.settings.predict.open_case_s,
            max_known=self.settings.predict.max_known,
            cooldown=dismissal_span(self.settings),
            saved=self.saved.recall,
        )

    @cached_property
    def ready_line(self) -> ReadyLine:
        return ReadyLine(
            self.preload,
            enabled=self.settings.contexts.preload.in_shell,
            root_of=lambda folder: root_of(self.projects, Path(folder) if folder else None),
            is_paused=self.pause.is_on,
        )

    @cached_property
    def preload(self) -> Preload:
        return Preload(
            contexts=self.contexts,
            predict=self.predict,
            learner=self.learner,
            consents=self.consents,
            clock=self.clock,
            options=preload_options(self.settings),
        )

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback(
            self.suggestions, projects=self.projects, clock=self.clock, window=joining_window(self.settings)
        )

    @cached_property
    def current_whisper(self) -> CurrentWhisper:
        return CurrentWhisper()

    @cached_property
    def whispers(self) -> Whispers:
        return Whispers(
            whisper_rules(self.settings, self.folders.whisper_rules),
            OfferWhispers(
                self.predict, contexts=self.contexts, consents=self.consents, k=self.settings.whispers.guesses
            ),
            store=self.said,
            switch=FileSwitchStore(self.folders.whispers_off),
            current=self.current_whisper,
            clock=self.clock,
            worth=whisper_worth(self.settings),
            restraint=Restraint(most_an_hour=self.settings.whispers.most_an_hour),
            options=whisper_options(self.settings),
            new_id=lambda: uuid4().hex[:8],
            announce=partial(announce, self.suggestions),
            retract=partial(retract, self.feedback),
            may_show=partial(may_show, self.consents),
            is_paused=self.pause.is_on,
        )

    @cached_property
    def follow_whispers(self) -> FollowWhispers:
        return FollowWhispers(
            self.whispers,
            log=self.log,
            learner=self.learner,
            signals=self.signals,
            clock=self.clock,
            author_of=partial(author_of, self.projects),
            root_of=lambda folder: root_of(self.projects, Path(folder) if folder else None),
            late_s=self.settings.contexts.late_s,
        )

    @cached_property
    def import_soon(self) -> ImportSoon:
        return ImportSoon(
            partial(import_git, self.import_sources),
            why_not=self.leisure.why_not,
            delay_s=self.settings.background.delay_s,
            patience_s=self.settings.background.look_s,
            journal=self.journal,
        )

    @cached_property
    def watch(self) -> Watch:
        return Watch(
            build_watcher(self.settings),
            self.saved,
            roots=lambda: self.consents.projects("files"),
            import_soon=self.import_soon.ask,
            is_paused=self.pause.is_on,
            retry_s=self.settings.watch.retry_s,
            journal=self.journal,
        )

    @cached_property
    def recent(self) -> RecentEvents:
        return RecentEvents(self.log, consents=self.consents, most=self.settings.optimize.most_events)

    @cached_property
    def forget(self) -> Forget:
        return Forget(
            log=self.log,
            learner=self.learner,
            networks=self.networks,
            memory=self.memory,
            contexts=self.contexts,
            suggestions=self.suggestions,
            whispers=self.whispers,
            preload=self.preload,
            projects=self.projects,
            reload=self._reload,
        )

    @cached_property
    def rules(self) -> Rules:
        return adaptation_rules()

    @cached_property
    def related(self) -> Related:
        return Related(
            learner=self.learner,
            archive=self.archive,
            meanings=self.meanings,
            projects=self.projects,
            constant=self.settings.search.rank_constant,
            history_weight=self.settings.search.history_weight,
            depth=self.settings.search.depth,
        )

    @cached_property
    def search(self) -> Search:
        return Search(
            learner=self.learner,
            archive=self.archive,
            meanings=self.meanings,
            projects=self.projects,
            constant=self.settings.search.rank_constant,
            depth=self.settings.search.depth,
        )

    @cached_property
    def drift(self) -> ShowDrift:
        return ShowDrift(learner=self.learner, projects=self.projects)

    @cached_property
    def understand(self) -> Understand:
        return Understand(
            self.recent,
            projects=self.projects,
            session_gap_s=self.settings.optimize.session_gap_s,
            options=insight_options(self.settings),
            most_nodes=self.settings.understand.most_nodes,
        )

    @cached_property
    def move_files(self) -> MoveFiles:
        from jepa_learning.adapters.filesystem.git_working_tree import GitWorkingTree

        return MoveFiles(
            Organize(
                self.recent,
                learner=self.learner,
                projects=self.projects,
                options=insight_options(self.settings),
                session_gap_s=self.settings.optimize.session_gap_s,
            ),
            tree=GitWorkingTree(),
            changes=self.changes,
            clock=self.clock,
        )

    @cached_property
    def status(self) -> Status:
        return Status(
            log=self.log,
            learner=self.learner,
            networks=self.networks,
            memory=self.memory,
            consents=self.consents,
            contexts=self.contexts,
            projects=self.projects,
            unwatched=lambda: self.watch.unwatched,
        )

    @cached_property
    def hear(self) -> Hear:
        return Hear(
            self.learn,
            self.predict,
            consents=self.consents,
            projects=self.projects,
            clock=self.clock,
            session_gap_s=self.settings.sources.shell.session_gap_s,
            max_command_chars=self.settings.sources.shell.max_command_chars,
            accept=self.feedback.accept,
            signals=self.signals,
            is_paused=self.pause.is_on,
        )

    @cached_property
    def adapt(self) -> Adapt:
        return Adapt(
            self.learn,
            learner=self.learner,
            forget=self.forget,
            recent=self.recent.each,
            rules=self.rules,
            answers=self.answers,
            timer=time.monotonic,
        )

    @cached_property
    def start_project(self) -> StartProject:
        return StartProject(
            log=self.log,
            learner=self.learner,
            forget=self.forget,
            projects=self.projects,
            encoder=self.encoder,
            rules=self.rules,
            answers=self.answers,
            clock=self.clock,
        )

    @cached_property
    def rebuild(self) -> Rebuild:
        return Rebuild(
            self.learner,
            networks=self.networks,
            memory=self.memory,
            contexts=self.contexts,
            retain=self.retain.now,
            refill=partial(refill, self.workers, self.archive, self.follow_contexts),
        )

    @cached_property
    def migrate_memory(self) -> MigrateMemory:
        return MigrateMemory(self.memory, refill=self.remember.wake)

    @cached_property
    def notice_omissions(self) -> NoticeOmissions:
        return NoticeOmissions(
            RecentEvents(self.log, consents=self.consents, most=self.settings.optimize.omissions.most_events),
            signals=self.signals,
            options=omission_options(self.settings),
            is_wanted=lambda: self.whispers.is_on,
        )
