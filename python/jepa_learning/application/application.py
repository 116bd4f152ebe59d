"""The application: all use cases, wired. What drives it knows nothing else of the inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jepa_learning.application.adapt import Adapt
from jepa_learning.application.autonomous import Autonomous
from jepa_learning.application.consent import Consents
from jepa_learning.application.contexts import Contexts
from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.application.drift import ShowDrift
from jepa_learning.application.feedback import Feedback
from jepa_learning.application.forget import Forget
from jepa_learning.application.hear import Hear
from jepa_learning.application.import_sources import ImportSources
from jepa_learning.application.learn import Learn
from jepa_learning.application.migrate_memory import MigrateMemory
from jepa_learning.application.move_files import MoveFiles
from jepa_learning.application.networks import Networks
from jepa_learning.application.notice_novelty import NoticeNovelty
from jepa_learning.application.optimize import Optimize
from jepa_learning.application.pause import Pause
from jepa_learning.application.predict import Predict
from jepa_learning.application.preload import Preload
from jepa_learning.application.ready_line import ReadyLine
from jepa_learning.application.rebuild import Rebuild
from jepa_learning.application.related import Related
from jepa_learning.application.search import Search
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.shared_memory import SharedMemory
from jepa_learning.application.start_project import StartProject
from jepa_learning.application.status import Status
from jepa_learning.application.train import Train
from jepa_learning.application.understand import Understand
from jepa_learning.application.whispers import Whispers
from jepa_learning.domain.event import Event
from jepa_learning.domain.signals import Signals
from jepa_learning.ports.journal import Journal


@dataclass(frozen=True, slots=True)
class Application:
    """One field a use case.

    Attributes:
        learner: Shared by all of them; tells whether it is loaded.
        memory: Shared by all of them; tells whether it answers.
        networks: Shared by all of them; keeps the versions and switches between them.
        signals: What rules wait for is told here, and heard by who subscribes.
        root_of: Returns the root of the project that a folder is in, or the folder itself.
        import_soon: Has a project read in the background; a folder of it.
        parse_event: Turns the plain form of an event into one, or raises EventError.
        journal: Where what happens is written down, without what it is about.
        start: Begin loading, in the background.
        close: Save and let go of everything; call it once.
        current_whisper: What whoever listens is told now.
    """

    learner: SharedLearner
    memory: SharedMemory
    networks: Networks
    learn: Learn
    import_sources: ImportSources
    predict: Predict
    feedback: Feedback
    related: Related
    search: Search
    status: Status
    drift: ShowDrift
    optimize: Optimize
    autonomous: Autonomous
    hear: Hear
    pause: Pause
    consents: Consents
    contexts: Contexts
    preload: Preload
    ready_line: ReadyLine
    signals: Signals
    forget: Forget
    adapt: Adapt
    start_project: StartProject
    notice_novelty: NoticeNovelty
    understand: Understand
    move_files: MoveFiles
    rebuild: Rebuild
    train: Train
    migrate_memory: MigrateMemory
    root_of: Callable[[str | None], str | None]
    import_soon: Callable[[Path], None]
    whispers: Whispers
    current_whisper: CurrentWhisper
    parse_event: Callable[[Mapping[str, object]], Event]
    journal: Journal
    start: Callable[[], None]
    close: Callable[[], None]
