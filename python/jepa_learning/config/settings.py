"""Settings: everything that can be set. The values stand in config/default.yaml.

No setting has a default here, so that every value stands once. It does not know files, the environment or the
command line (layers.py does), and settings go no further than bootstrap/.
"""

from __future__ import annotations

from jepa_learning.config.answers import ContextSettings, FeedbackSettings, PredictSettings, WhisperSettings
from jepa_learning.config.learner import LearnerSettings
from jepa_learning.config.memory import MemorySettings, SearchSettings, TextSettings
from jepa_learning.config.networks import JepaSettings
from jepa_learning.config.optimize import OptimizeSettings, UnderstandSettings
from jepa_learning.config.privacy import ConsentSettings, PrivacySettings
from jepa_learning.config.section import Section
from jepa_learning.config.sidecar import (
    BackgroundSettings,
    LogSettings,
    SavingSettings,
    SidecarSettings,
    SnapshotSettings,
    StoreSettings,
)
from jepa_learning.config.sources import SourcesSettings


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
