"""Networks so small that a test can train one, with a fast BLAS where this machine can have it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from jepa_learning.adapters.mlx.runtime import load_mlx, mlx_is_installed

if not mlx_is_installed():
    pytest.skip("there is no build of MLX for this machine", allow_module_level=True)

with TemporaryDirectory() as _folder:  # what is loaded stays loaded
    load_mlx(Path(_folder))

from jepa_learning.adapters.mlx.event_jepa import ModelArgs
from jepa_learning.adapters.mlx.live_event_jepa import LiveEventJepa, LiveOptions, Promoted
from jepa_learning.adapters.mlx.training import Network, TrainingOptions

SMALL = ModelArgs(dimension=16, buckets=512, layers=1, heads=2, hidden=8)

OPTIONS = TrainingOptions()


def small_network(seed: int = 0) -> Network:
    """A network that knows nothing."""
    return Network.random(SMALL, seed=seed)


def small_live(
    *,
    speaks: bool = True,
    waits: bool = True,
    every: int = 8,
    growth: float = 0.0,
    steps: int = 2,
    least: int = 32,
    promoted: Promoted = lambda verdict, lessons, write: None,
) -> LiveEventJepa:
    """A network that goes on learning."""
    live = LiveOptions(
        every=every,
        growth=growth,
        steps=steps,
        batch=16,
        replay=256,
        pace=5.0,
        least=least,
        compared=128,
    )
    return LiveEventJepa(small_network, live, OPTIONS, speaks=speaks, waits=waits, seed=0, promoted=promoted)
