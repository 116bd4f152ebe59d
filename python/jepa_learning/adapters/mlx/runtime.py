"""The one place that brings MLX up: first a fast BLAS, then `import mlx.core`.

Whoever builds something that computes with MLX calls `load_mlx` before it imports the module:

    from jepa_learning.adapters.mlx.runtime import load_mlx

    load_mlx(folders.blas)
    from jepa_learning.adapters.mlx.event_jepa import EventJepa

and the module itself just says `import mlx.core as mx`. Without `load_mlx` it computes the same, slowly.
It does not know what is computed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from jepa_learning.adapters.mlx.blas import BlasReport, load_blas

_MEASURED_SIZE: Final = 512
_MEASURED_TIMES: Final = 5


@dataclass(frozen=True, slots=True)
class MlxReport:
    """What MLX is and can do here; `gflops` are 10^9 operations a second in a product of float32 matrices."""

    version: str
    device: str
    blas: BlasReport
    gflops: float


def mlx_is_installed() -> bool:
    """Return whether this machine has MLX, without loading it: some systems have no build of it."""
    return find_spec("mlx") is not None and find_spec("mlx.core") is not None


def load_mlx(blas_folder: Path) -> BlasReport:
    """Load a fast BLAS and then MLX. Quick and without effect where both are loaded.

    On a processor `mx.compile` is switched off: it starts a C++ compiler, and loads what it made from a
    folder in /tmp that another user could have filled. Nor is freed memory kept there: that made nothing
    faster, and took 50 MB.

    Raises:
        ImportError: MLX is not installed, or not whole.
    """
    report = load_blas(blas_folder)
    import mlx.core as mx

    if mx.default_device().type == mx.DeviceType.cpu:
        mx.disable_compile()
        mx.set_cache_limit(0)
    return report


def inspect_mlx(blas_folder: Path) -> MlxReport:
    """Load MLX and measure it; takes a tenth of a second.

    Raises:
        ImportError: MLX is not installed, or not whole.
    """
    blas = load_mlx(blas_folder)
    import mlx.core as mx

    device = "gpu" if mx.default_device().type == mx.DeviceType.gpu else "cpu"
    return MlxReport(metadata.version("mlx"), device, blas, _measure_gflops())


def _measure_gflops() -> float:
    import mlx.core as mx

    matrix = mx.full((_MEASURED_SIZE, _MEASURED_SIZE), 0.5)
    fastest_s = float("inf")
    for _ in range(_MEASURED_TIMES):
        mx.eval(matrix)
        begin = time.perf_counter()
        mx.eval(matrix @ matrix)
        fastest_s = min(fastest_s, time.perf_counter() - begin)
    return 2 * _MEASURED_SIZE**3 / fastest_s / 1e9
