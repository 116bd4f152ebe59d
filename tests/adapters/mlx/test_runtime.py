"""MLX comes up with its BLAS, only when it is asked for, and runs no compiler."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jepa_learning.adapters.mlx.runtime import mlx_is_installed

pytestmark = pytest.mark.skipif(not mlx_is_installed(), reason="there is no build of MLX for this machine")

PREDICT = """
import sys
from jepa_learning import Event, Query, open_learner
with open_learner(":memory:", without=["event_jepa"]) as learner:
    learner.learn_many(Event("command", f"make step{n % 3}", "s", float(n)) for n in range(30))
    assert learner.predict_one(Query("command", "s", 30.0)).candidates
print(sorted(name for name in sys.modules if name.split(".")[0] in {"mlx", "scipy_openblas32"}))
"""

ACTIVATE = """
import sys
from pathlib import Path
from jepa_learning.adapters.mlx.runtime import load_mlx
load_mlx(Path(sys.argv[1]))
import mlx.core as mx, mlx.nn as nn
if mx.default_device().type == mx.DeviceType.cpu:
    mx.eval(nn.gelu(mx.arange(16.0)))
"""

RELEASE = """
import sys
from pathlib import Path
from jepa_learning.adapters.mlx.runtime import load_mlx
load_mlx(Path(sys.argv[1]))
import mlx.core as mx
mx.eval(mx.ones((512, 512)) @ mx.ones((512, 512)))
print(mx.get_cache_memory() if mx.default_device().type == mx.DeviceType.cpu else 0)
"""

INSPECT = """
import sys
from pathlib import Path
from jepa_learning.adapters.mlx.runtime import inspect_mlx
found = inspect_mlx(Path(sys.argv[1]))
print(found.version, found.device, found.blas.reason, found.gflops > 0)
"""


def run(script: str, *args: object, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, args)],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_prediction_of_the_counting_manifolds_loads_no_mlx() -> None:
    assert run(PREDICT) == "[]"


def test_an_activation_function_starts_no_compiler_and_leaves_no_library_in_tmp(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    run(ACTIVATE, tmp_path / "blas", TMPDIR=str(tmp_path / "tmp"))
    assert list((tmp_path / "tmp").iterdir()) == []


def test_on_a_processor_no_freed_memory_is_kept(tmp_path: Path) -> None:
    assert run(RELEASE, tmp_path / "blas") == "0"


def test_what_mlx_is_and_can_do_is_told(tmp_path: Path) -> None:
    version, device, reason, measured = run(INSPECT, tmp_path / "blas").split()
    assert (version.count("."), reason, measured) == (2, "None", "True")
    assert device in {"cpu", "gpu"}
