"""Builds the application from settings. The only room that names concrete adapters.

What is heavy to import is imported where it is needed, so that a learner in memory needs none of it.
"""

from __future__ import annotations

from jepa_learning.bootstrap.application import build_application
from jepa_learning.bootstrap.base_model import build_train_base
from jepa_learning.bootstrap.learner import build_detectors, build_learner, learner_options
from jepa_learning.bootstrap.networks import connect_networks, inspect_mlx
from jepa_learning.bootstrap.open_learner import MEMORY, open_learner
from jepa_learning.bootstrap.options import adaptation_rules, insight_options
from jepa_learning.bootstrap.sources import find_root
from jepa_learning.bootstrap.stores import (
    build_text_encoder,
    open_event_log,
    open_journal,
    open_vector_memory,
)
from jepa_learning.bootstrap.whispers import whisper_options, whisper_rules, whisper_worth

__all__ = [
    "MEMORY",
    "adaptation_rules",
    "build_application",
    "build_detectors",
    "build_learner",
    "build_text_encoder",
    "build_train_base",
    "connect_networks",
    "find_root",
    "insight_options",
    "inspect_mlx",
    "learner_options",
    "open_event_log",
    "open_journal",
    "open_learner",
    "open_vector_memory",
    "whisper_options",
    "whisper_rules",
    "whisper_worth",
]
