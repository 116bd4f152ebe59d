"""One training step of a small transformer with the fast BLAS and with the one in MLX's own wheel.

Each runs in a process of its own, one after the other, on the same numbers: 2 layers of width 128, 128
sequences of 16, forward, backward and Adam. Times are CPU times, so that other work on the machine counts
little; both use one thread. Why there are two: adapters/mlx/blas.py.

python benchmarks/blas.py --save benchmarks/results/blas.json
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

WIDTH, HEADS, LAYERS, SEQUENCES, LENGTH = 128, 4, 2, 128, 16
KINDS = ("fast", "bundled")


def make_step() -> Callable[[], float]:
    """Return a function that trains one step and returns its loss."""
    import mlx.core as mx
    from mlx import nn, optimizers

    mx.random.seed(0)
    model = nn.TransformerEncoder(LAYERS, WIDTH, HEADS, 4 * WIDTH, activation=nn.relu)
    mx.eval(model.parameters())
    optimizer = optimizers.Adam(learning_rate=1e-3)
    items = mx.random.normal((SEQUENCES, LENGTH, WIDTH))
    mask = nn.MultiHeadAttention.create_additive_causal_mask(LENGTH)

    def loss(model: nn.Module, items: mx.array) -> mx.array:
        states = model(items, mask)[:, :-1].swapaxes(0, 1)  # [place, sequence, WIDTH]
        targets = items[:, 1:].transpose(1, 2, 0)  # [place, WIDTH, sequence]
        scores = states @ targets / WIDTH  # wrong answers: the items at this place in the other sequences
        right = mx.broadcast_to(mx.arange(SEQUENCES), scores.shape[:2])
        return nn.losses.cross_entropy(scores, right, reduction="mean")

    loss_and_gradient = nn.value_and_grad(model, loss)

    def step() -> float:
        value, gradient = loss_and_gradient(model, items)
        optimizer.update(model, gradient)
        mx.eval(model.parameters(), optimizer.state)
        return float(value.item())

    return step


def measure(kind: str, n_steps: int) -> dict[str, object]:
    """Train here; return the BLAS, the time of a step, and the losses, which say that both did the same."""
    from jepa_learning.adapters.mlx.runtime import load_mlx

    if kind == "bundled":
        import mlx.core  # noqa: F401 - mlx that comes first keeps its own BLAS
    with TemporaryDirectory() as folder:
        library = load_mlx(Path(folder)).library
    step = make_step()
    losses, seconds = [step()], []
    for _ in range(n_steps):
        begin = time.process_time()
        losses.append(step())
        seconds.append(time.process_time() - begin)
    median = statistics.median(seconds)
    return {
        "blas": library,
        "cpu_ms_a_step": round(1e3 * median, 1),
        "items_a_cpu_second": round(SEQUENCES * LENGTH / median),
        "first_loss": round(losses[0], 4),
        "last_loss": round(losses[-1], 4),
    }


def compare(n_steps: int) -> dict[str, object]:
    """Measure both, each in a fresh process; return both and how many times faster the fast one is."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    found = {}
    for kind in KINDS:
        command = [sys.executable, __file__, "--only", kind, "--steps", str(n_steps)]
        run = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        found[kind] = json.loads(run.stdout)
        print(f"{kind:8} {found[kind]}", flush=True)
    ratio = found["bundled"]["cpu_ms_a_step"] / found["fast"]["cpu_ms_a_step"]
    print(f"{ratio:.1f} times faster")
    return {"date": datetime.now(UTC).date().isoformat(), **found, "times_faster": round(ratio, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=10, help="timed ones, after one that is not")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write what was found as JSON")
    parser.add_argument("--only", choices=KINDS, help="measure one, in this process")
    args = parser.parse_args()
    if args.only:
        print(json.dumps(measure(args.only, args.steps)))
        return
    found = compare(args.steps)
    if args.save:
        args.save.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
