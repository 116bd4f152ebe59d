"""What tells that a stream of numbers has risen. Its shape is the domain's, which watches with it."""

from __future__ import annotations

from jepa_learning.domain.drift.change_detector import ChangeDetector, Detectors

__all__ = ["ChangeDetector", "Detectors"]
