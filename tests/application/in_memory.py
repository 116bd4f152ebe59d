"""The whole application on in-memory adapters, with a clock that stands still."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from tests.domain.waste.finds import OPTIONS as WASTE

from jepa_learning.adapters.lazy_latent_model import LazyLatentModel, LearningModel
from jepa_learning.adapters.memory.answer_store import MemoryAnswerStore
from jepa_learning.adapters.memory.change_journal import MemoryChangeJournal
from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.adapters.memory.consent import MemoryConsentStore
from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.memory.memory_records import MemoryMemoryRecords
from jepa_learning.adapters.memory.model_registry import MemoryModelRegistry
from jepa_learning.adapters.memory.pause_store import MemoryPauseStore
from jepa_learning.adapters.memory.projects import MemoryProjects
from jepa_learning.adapters.memory.secret_scanner import MemorySecretScanner
from jepa_learning.adapters.memory.snapshot_store import MemorySnapshotStore
from jepa_learning.adapters.memory.suggestion_store import MemorySuggestionStore
from jepa_learning.adapters.memory.switch_store import MemorySwitchStore
from jepa_learning.adapters.memory.vector_memory import MemoryVectorMemory
from jepa_learning.adapters.memory.whisper_store import MemoryWhisperStore
from jepa_learning.adapters.memory.workflow_files import MemoryWorkflowFiles
from jepa_learning.adapters.memory.working_tree import MemoryWorkingTree
from jepa_learning.adapters.sources.jsonl import parse_event
from jepa_learning.adapters.text.hashed_subwords import HashedSubwords
from jepa_learning.application.adapt import Adapt
from jepa_learning.application.application import Application
from jepa_learning.application.autonomous import Autonomous, AutonomousOptions
from jepa_learning.application.consent import Consents
from jepa_learning.application.contexts import Contexts
from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.application.drift import ShowDrift
from jepa_learning.application.feedback import Feedback
from jepa_learning.application.follow_whispers import FollowWhispers
from jepa_learning.application.forget import Forget
from jepa_learning.application.hear import Hear
from jepa_learning.application.import_sources import ImportSources
from jepa_learning.application.join_suggestions import JoinSuggestions
from jepa_learning.application.learn import Learn
from jepa_learning.application.load import Load
from jepa_learning.application.locate_project import root_of
from jepa_learning.application.meanings import Meanings
from jepa_learning.application.migrate_memory import MigrateMemory
from jepa_learning.application.move_files import MoveFiles
from jepa_learning.application.networks import Networks, Promoted
from jepa_learning.application.notice_novelty import NoticeNovelty
from jepa_learning.application.notice_omissions import NoticeOmissions
from jepa_learning.application.offer_whispers import OfferWhispers, may_show
from jepa_learning.application.optimize import Optimize
from jepa_learning.application.organize import Organize
from jepa_learning.application.pause import Pause
from jepa_learning.application.predict import Predict
from jepa_learning.application.preload import Preload, PreloadOptions
from jepa_learning.application.propose import OptimizeOptions, Propose
from jepa_learning.application.ready_line import ReadyLine
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
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.application.told_live import ToldLive
from jepa_learning.application.train import OpenTrainer, Train, TrainOptions
from jepa_learning.application.understand import Understand
from jepa_learning.application.whispers import Whispers
from jepa_learning.bootstrap import (
    adaptation_rules,
    build_learner,
    whisper_options,
    whisper_rules,
    whisper_worth,
)
from jepa_learning.bootstrap.omissions import omission_options
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.context_memory import ContextMemory
from jepa_learning.domain.errors import ModelError
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy import DenyList, Gate, Redactor
from jepa_learning.domain.proposals.propose import ProposeOptions
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions
from jepa_learning.domain.signals import Signals
from jepa_learning.domain.suggestion import Span
from jepa_learning.domain.understanding.insight import InsightOptions
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.ports.event_source import EventSource
from jepa_learning.ports.latent_trainer import LatentTrainer
from jepa_learning.ports.memory_records import MemoryRecord, Space
from jepa_learning.ports.project import Project

NOW = 1_700_000_000.0
ROOT = Path("/work/httpx")
PROJECT = Project(ROOT, "httpx", "ada")
HOUR_S, DAY_S = 3600.0, 86_400.0
SECRET = "hunter2hunter2"
OPTIMIZING = OptimizeOptions(
    session_gap_s=1800.0,
    ahead=1000,
    ahead_commits=100,
    waste=WASTE,
    proposals=ProposeOptions(
        learn_share=0.7,
        least_uses=2.0,
        least_uses_each=2.0,
        most_scatter=2.0,
        most_width=2.0,
        adoption_events=1.0,
        most_names=8,
        most_preloaded=5,
        carries_over=1.0,
    ),
)
"""So that a short history is enough."""

OFF = AutonomousOptions(
    enabled=False,
    most_risk="low",
    forms=("alias", "shell_function"),
    scopes=("own",),
    most_a_day=1,
    least_confidence=0.5,
    every_s=3600.0,
)

DEFAULTS = {"git": True, "jsonl": True, "shell": False}

UNDERSTANDING = InsightOptions(least=3, level=0.01, usual=0.5, most=5)

TRAINING = TrainOptions(
    epochs=2.0,
    batch=8,
    pace=0.5,
    lessons=200,
    held_out_share=0.2,
    held_out=40,
    least=20,
    save_every=5,
    believed_share=0.5,
    seed=0,
)
"""Small enough to be quick."""


def no_network(place: Path | None, promoted: Promoted) -> LearningModel:
    """Make no network, as on a machine that MLX has no build for."""
    raise ImportError("there is no MLX here")


def no_trainer(start: Path | None, resume: Path | None) -> LatentTrainer:
    """Open no trainer, as on a machine that MLX has no build for."""
    raise ModelError("there is no MLX here")


OpenSources = Callable[[str, Project | None], Iterable[EventSource]]


@dataclass
class House:
    """An application and the adapters behind it; what was stored `before` is there."""

    open_sources: OpenSources = lambda name, project: ()
    modified: Sequence[str] = ()
    tracked: Sequence[str] | None = None
    on_disk: Sequence[str] | None = None
    files: dict[str, str] = field(default_factory=dict)
    workflow_files: MemoryWorkflowFiles = field(default_factory=MemoryWorkflowFiles)
    defaults: Mapping[str, bool] = field(default_factory=lambda: DEFAULTS)
    save_every: int = 1000
    keep_days: int = 36_500
    keep_events: int = 1000
    models: Path = Path("/nowhere")
    before: House | None = None
    cost: float = 0.6
    whispers_in_shell: bool = False
    ready_in_shell: bool = False
    autonomous: AutonomousOptions = OFF
    rules: Rules = field(default_factory=adaptation_rules)
    open_trainer: OpenTrainer = no_trainer
    make_network: Callable[[Path | None, Promoted], LearningModel] = no_network

    def __post_init__(self) -> None:
        settings = load_settings().settings
        self.log, self.snapshots, self.words = MemoryEventLog(), MemorySnapshotStore(), MemoryConsentStore()
        self.registry = MemoryModelRegistry(self.models)
        if self.before:
            self.log, self.snapshots = self.before.log, self.before.snapshots
            self.registry = self.before.registry
        self.journal, self.clock = MemoryJournal(), FixedClock(NOW)
        self.projects = MemoryProjects(
            {PROJECT: self.modified},
            tracked={} if self.tracked is None else {ROOT: self.tracked},
            on_disk={} if self.on_disk is None else {ROOT: self.on_disk},
        )
        self.networks = Networks(
            self._network,
            registry=self.registry,
            clock=self.clock,
            sequence=lambda: self.learner.sequence,
            keep=2,
            journal=self.journal,
        )
        self.build = lambda: build_learner(settings)
        self.learner = SharedLearner(
            self.build,
            log=self.log,
            snapshots=self.snapshots,
            save_every=self.save_every,
            journal=self.journal,
            connect=self.networks.connect,
        )
        self.consents = Consents(
            self.words,
            clock=self.clock,
            defaults=self.defaults,
            changed=self.drop_unconsented,
        )
        self.shown = self.before.shown if self.before else MemorySuggestionStore()
        names = (f"{number:08x}" for number in itertools.count(1 if not self.before else 1000))
        self.suggestions = Suggestions(
            self.shown,
            clock=self.clock,
            is_consented=self.consents.is_kind_granted,
            new_id=lambda: next(names)[::-1],
            most=5,
            keep_s=DAY_S,
            journal=self.journal,
        )
        self.retain = Retain(
            self.log, clock=self.clock, keep_days=self.keep_days, keep_events=self.keep_events
        )
        self.encoder, self.memory = HashedSubwords(64), MemoryVectorMemory(64)
        self.memory_records = MemoryMemoryRecords()
        space = Space("memory", "", self.encoder.name, self.encoder.dimension)
        self.memory_records.save(MemoryRecord(space, "me"))
        self.shared_memory = SharedMemory(
            space,
            open_store=lambda space, owner: self.memory,
            records=self.memory_records,
            new_owner=lambda: "me",
            journal=self.journal,
            timer=self.clock.now,
            retry_s=60.0,
        )
        self.remember = Remember(
            log=self.log,
            memory=self.shared_memory,
            encoder=self.encoder,
            delay_s=0.0,
            retry_s=0.0,
            journal=self.journal,
        )
        self.signals, self.answers = Signals(), MemoryAnswerStore()
        switch = SegmentationOptions(**settings.contexts.switch.model_dump())
        self.contexts = Contexts(
            lambda: Segmentation(switch),
            remember=lambda: ContextMemory(places=8, most=20, half_life=60.0, common_half_life=500.0),
            log=self.log,
            learner=self.learner,
            consents=self.consents,
            signals=self.signals,
            clock=self.clock,
            author_of=lambda root: PROJECT.author if root == str(ROOT) else None,
            history_events=1000,
            late_s=3600.0,
        )
        self.load = Load(self.learner, retain=self.retain, done=lambda error: None)
        self.application = self._application()

    def _network(
        self, kind: str, place: Callable[[], Path | None], is_new: Callable[[int], bool], promoted: Promoted
    ) -> LazyLatentModel:
        return LazyLatentModel(
            lambda folder: self.make_network(folder, promoted),
            place=place,
            every=4,
            most=100,
            waits=False,
            carry=40,
            now=lambda: self.learner.sequence,
            is_new=is_new,
        )

    def _application(self) -> Application:
        redactor = Redactor(MemorySecretScanner([SECRET]), patterns=[])
        gate = Gate(DenyList(paths=[], commands=[]), redactor, is_granted=self.consents.is_granted)
        window, cooldown = Span(events=10, seconds=HOUR_S), Span(events=3, seconds=HOUR_S / 2)
        suggested = JoinSuggestions(
            self.suggestions, clock=self.clock, window=window, cooldown=cooldown, doubt=2.0
        )
        learn = Learn(
            gate,
            log=self.log,
            learner=self.learner,
            suggested=suggested,
            untold=ToldLive(self.log).untold,
            retain=self.retain.after,
        )
        self.saved = SavedFiles(clock=self.clock, open_s=1800)
        predict = Predict(
            learner=self.learner,
            consents=self.consents,
            suggestions=self.suggestions,
            projects=self.projects,
            gate=gate,
            clock=self.clock,
            open_case_s=1800,
            max_known=3,
            cooldown=cooldown,
            saved=self.saved.recall,
        )
        feedback = Feedback(self.suggestions, projects=self.projects, clock=self.clock, window=window)
        self.changes = MemoryChangeJournal(self.files)
        self.tree = MemoryWorkingTree()
        self.pause = Pause(MemoryPauseStore(), clock=self.clock)
        self.asked_soon: list[Path] = []
        self._whisper(predict)
        archive = SharedArchive(
            lambda: Archive(most=1000, saturation=1.2, length_share=0.75),
            log=self.log,
            consents=self.consents,
        )
        meanings = Meanings(self.encoder, self.memory, least=0.3)
        looking = {
            "archive": archive,
            "meanings": meanings,
            "projects": self.projects,
            "constant": 2.0,
            "depth": 100,
        }
        shared = {"learner": self.learner, "consents": self.consents, "projects": self.projects}
        recent = RecentEvents(self.log, consents=self.consents, most=10_000)

        def places(project: str) -> Places:
            return Places(
                self.changes.read,
                "bash",
                "/home/ada/.bashrc",
                "/home/ada/.config/jepa-learning",
                project,
                hooks=f"{project}/.git/hooks" if project else "",
            )

        propose = Propose(
            recent=recent,
            consents=self.consents,
            projects=self.projects,
            places=places,
            workflows=self.workflow_files,
            installed=set,
            options=OPTIMIZING,
        )
        optimize = self.optimize = Optimize(
            propose,
            recent=recent,
            projects=self.projects,
            places=places,
            changes=self.changes,
            clock=self.clock,
            signals=self.signals,
            session_gap_s=OPTIMIZING.session_gap_s,
        )
        self.preload = Preload(
            contexts=self.contexts,
            predict=predict,
            learner=self.learner,
            consents=self.consents,
            clock=self.clock,
            options=PreloadOptions(contexts=2, further=5, entries=3, keep_s=HOUR_S, refresh_s=60.0),
        )
        forget = Forget(
            log=self.log,
            learner=self.learner,
            networks=self.networks,
            memory=self.shared_memory,
            contexts=self.contexts,
            suggestions=self.suggestions,
            whispers=self.whispers,
            preload=self.preload,
            projects=self.projects,
            reload=self.reload,
        )
        adapt = Adapt(
            learn,
            learner=self.learner,
            forget=forget,
            recent=recent.each,
            rules=self.rules,
            answers=self.answers,
            timer=self.clock.now,
        )
        start_project = StartProject(
            log=self.log,
            learner=self.learner,
            forget=forget,
            projects=self.projects,
            encoder=self.encoder,
            rules=self.rules,
            answers=self.answers,
            clock=self.clock,
        )
        self.notice_novelty = NoticeNovelty(
            adapt,
            start_project,
            learner=self.learner,
            recent=recent.each,
            rules=self.rules,
            answers=self.answers,
            consents=self.consents,
            signals=self.signals,
            clock=self.clock,
            can_tell=lambda: self.whispers.is_on,
            why_not=lambda: None,
            delay_s=0.0,
            look_s=0.0,
            journal=self.journal,
        )
        return Application(
            learner=self.learner,
            memory=self.shared_memory,
            networks=self.networks,
            learn=learn,
            import_sources=ImportSources(
                learn,
                log=self.log,
                consents=self.consents,
                projects=self.projects,
                open_sources=self.open_sources,
                retain=self.retain,
                timer=self.clock.now,
                done=self.contexts.follow,
            ),
            predict=predict,
            hear=Hear(
                learn,
                predict,
                consents=self.consents,
                projects=self.projects,
                clock=self.clock,
                session_gap_s=1800,
                max_command_chars=1000,
                accept=feedback.accept,
                signals=self.signals,
                is_paused=self.pause.is_on,
            ),
            pause=self.pause,
            feedback=feedback,
            related=Related(learner=self.learner, history_weight=3.0, **looking),  # type: ignore[arg-type]
            search=Search(learner=self.learner, **looking),  # type: ignore[arg-type]
            drift=ShowDrift(learner=self.learner, projects=self.projects),
            optimize=optimize,
            autonomous=Autonomous(
                optimize,
                consents=self.consents,
                signals=self.signals,
                clock=self.clock,
                why_not=lambda: None,
                can_tell=lambda: self.whispers.is_on,
                options=self.autonomous,
                delay_s=0.0,
                look_s=0.0,
                journal=self.journal,
            ),
            understand=Understand(
                recent,
                projects=self.projects,
                session_gap_s=1800,
                options=UNDERSTANDING,
                most_nodes=20,
                local=lambda time: datetime.fromtimestamp(time, tz=UTC),
            ),
            move_files=MoveFiles(
                Organize(
                    recent,
                    learner=self.learner,
                    projects=self.projects,
                    options=UNDERSTANDING,
                    session_gap_s=1800,
                ),
                tree=self.tree,
                changes=self.changes,
                clock=self.clock,
            ),
            status=Status(
                **shared,  # type: ignore[arg-type]
                log=self.log,
                networks=self.networks,
                memory=self.shared_memory,
                contexts=self.contexts,
            ),
            consents=self.consents,
            contexts=self.contexts,
            preload=self.preload,
            ready_line=ReadyLine(
                self.preload,
                enabled=self.ready_in_shell,
                root_of=lambda folder: root_of(self.projects, Path(folder) if folder else None),
                is_paused=self.pause.is_on,
            ),
            signals=self.signals,
            forget=forget,
            adapt=adapt,
            start_project=start_project,
            notice_novelty=self.notice_novelty,
            rebuild=Rebuild(
                self.learner,
                networks=self.networks,
                memory=self.shared_memory,
                contexts=self.contexts,
                retain=self.retain.now,
                refill=self.remember,
            ),
            train=Train(
                log=self.log,
                projects=self.projects,
                build=self.build,
                networks=self.networks,
                open_trainer=self.open_trainer,
                options=TRAINING,
                timer=self.clock.now,
            ),
            migrate_memory=MigrateMemory(self.shared_memory, refill=self.remember),
            root_of=lambda project: root_of(self.projects, Path(project) if project else None),
            import_soon=self.asked_soon.append,
            whispers=self.whispers,
            current_whisper=self.current_whisper,
            parse_event=parse_event,
            journal=self.journal,
            start=self.load.start,
            close=lambda: None,
        )

    def _whisper(self, predict: Predict) -> None:
        settings = load_settings().settings
        self.receipts = self.before.receipts if self.before else MemoryWhisperStore(keep=50)
        self.current_whisper = CurrentWhisper()
        names = (f"whisper-{number}" for number in count(1))
        self.whispers = Whispers(
            [replace(rule, cost=self.cost) for rule in whisper_rules(settings, Path("/nowhere"))],
            OfferWhispers(predict, contexts=self.contexts, consents=self.consents, k=3),
            store=self.receipts,
            switch=MemorySwitchStore(),
            current=self.current_whisper,
            clock=self.clock,
            worth=whisper_worth(settings),
            restraint=Restraint(most_an_hour=6),
            options=replace(whisper_options(settings), in_shell=self.whispers_in_shell),
            new_id=names.__next__,
            announce=lambda whisper: None,
            may_show=partial(may_show, self.consents),
            is_paused=self.pause.is_on,
        )
        NoticeOmissions(
            RecentEvents(self.log, consents=self.consents, most=1000),
            signals=self.signals,
            options=omission_options(settings),
        ).subscribe()
        self.whispers.subscribe(self.signals)
        self.follow_whispers = FollowWhispers(
            self.whispers,
            log=self.log,
            learner=self.learner,
            signals=self.signals,
            clock=self.clock,
            author_of=lambda root: PROJECT.author if root == str(ROOT) else None,
            root_of=lambda folder: root_of(self.projects, Path(folder) if folder else None),
            late_s=3600.0,
        )

    def drop_unconsented(self) -> None:
        """Let go of what may not be kept any more."""
        self.notice_novelty.forget()
        self.suggestions.drop_unconsented()
        self.whispers.drop_unconsented()

    def reload(self) -> None:
        """Load at once, in this thread."""
        self.notice_novelty.forget()
        for _ in self.learner.load():
            pass

    def loaded(self) -> House:
        """Return itself, ready to answer."""
        self.reload()
        return self


def commits(n: int, *, root: Path = ROOT) -> list[Event]:
    """Give the history of two files that always change together, beside two others."""
    here = {"project": str(root)}
    events = [
        Event("file", path, "first", NOW - 10_000, "Begin", attributes={**here, "status": "A"}, source="git")
        for path in ("a.py", "test_a.py", "b.py", "test_b.py")
    ]
    for number in range(n):
        name = "ab"[number % 2]
        events += [
            Event(
                "file",
                path,
                f"commit-{number}",
                NOW - 9_000 + number,
                f"Change {name}",
                attributes={**here, "status": "M"},
                source="git",
            )
            for path in (f"{name}.py", f"test_{name}.py")
        ]
    return events


def commands(lines: Sequence[str], *, case: str = "session", source: str = "jsonl") -> list[Event]:
    """Give the commands of a session that ends now, a second apart."""
    first = NOW - len(lines)
    return [Event("command", line, case, first + place, source=source) for place, line in enumerate(lines)]
