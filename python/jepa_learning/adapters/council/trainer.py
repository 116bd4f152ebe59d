"""Council trainer: teaches the weights from lessons, by AdamW (Loshchilov and Hutter, 2019)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from jepa_learning.adapters.council.weights import (
    OPINIONS,
    QUESTION,
    CouncilWeights,
    load_weights,
    question_of,
    save_weights,
)
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.latent import Lesson, Singles

BETAS: Final = 0.9, 0.999
"""How slowly the means of gradients and of their squares change (Adam, Kingma and Ba, 2015)."""

_TRAINING: Final = "training.npz"
_NEVER: Final = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Batch:
    """Lessons side by side, B of up to C candidates.

    Attributes:
        said: `[B, C, S]`.
        asked: The most that was said of any candidate, and the question, `[B, S + Q]`.
        believed: ln p of the mixture, far below 0 where there is no candidate, `[B, C]`.
        right: `[B, C]`.
    """

    said: Singles
    asked: Singles
    believed: Singles
    right: NDArray[np.bool_]


class CouncilTrainer:
    """Teaches a council.

    Args:
        folder: Where its checkpoint is, if there is one; else it starts from nothing.
        hidden: Units that see all opinions at once, H.
        rate: Size of a step.
        decay: Of the weights, a step and unit of rate.
        seed: Of the first weights.
    """

    def __init__(self, folder: Path, *, hidden: int, rate: float, decay: float, seed: int) -> None:
        self._weights = CouncilWeights.random(hidden, seed=seed)
        self._rate, self._decay = np.float32(rate), np.float32(decay)
        self._means = {name: np.zeros_like(one) for name, one in self._weights.named().items()}
        self._squares = {name: np.zeros_like(one) for name, one in self._weights.named().items()}
        self.steps = 0
        self._heard = np.zeros(OPINIONS + QUESTION, dtype=np.bool_)
        # A checkpoint that is broken is made again.
        with suppress(StoreError, OSError, EOFError, ValueError, KeyError, BadZipFile):
            self._resume(folder)

    def step(self, lessons: Sequence[Lesson], vocabulary: Interner, *, pace: float) -> float:
        """Learn from lessons together, with `pace` times the rate; return the loss in nats."""
        batch = collate(lessons)
        loss, gradients = gradients_of(self._weights, batch)
        self._heard[:OPINIONS] |= batch.said.any(axis=(0, 1))
        self._heard[OPINIONS:] |= batch.asked[:, OPINIONS:].any(axis=0)
        self.steps += 1
        often, seldom = BETAS
        for name, weights in self._weights.named().items():
            mean, square, gradient = self._means[name], self._squares[name], gradients[name]
            mean += np.float32(1.0 - often) * (gradient - mean)
            square += np.float32(1.0 - seldom) * (gradient * gradient - square)
            size = np.sqrt(square / np.float32(1.0 - seldom**self.steps)) + np.float32(1e-8)
            moved = mean / np.float32(1.0 - often**self.steps) / size
            weights -= np.float32(pace) * self._rate * (moved + self._decay * weights)
        return loss

    def diagnose(self, lessons: Sequence[Lesson], vocabulary: Interner) -> Mapping[str, float]:
        """Return the loss, without learning."""
        return {"decoding": gradients_of(self._weights, collate(lessons))[0]}

    def score_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> list[Floats]:
        """Return a score of each candidate of each lesson, `[C]`."""
        return [
            self._weights.score(_said(one), question_of(one.moment)).astype(np.float64) for one in lessons
        ]

    def save(self, folder: Path) -> None:
        """Write a checkpoint; whoever stops it half way finds the one before."""
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            with (unfinished / _TRAINING).open("wb") as file:
                means = {f"mean.{name}": one for name, one in self._means.items()}
                squares = {f"square.{name}": one for name, one in self._squares.items()}
                made = {"steps": np.array(self.steps), "heard": self._heard}
                np.savez(file, allow_pickle=False, **made, **means, **squares)
            save_weights(self._weights, unfinished, {"steps": self.steps})
            shutil.rmtree(folder, ignore_errors=True)
            unfinished.rename(folder)
        except OSError as error:
            raise StoreError(
                f"{folder} cannot be written ({error}): check the disk and its rights"
            ) from error

    def publish(self, folder: Path, facts: Mapping[str, object]) -> None:
        """Write the weights alone. What never said anything here says nothing anywhere."""
        silent = ~self._heard
        weights = replace(
            self._weights,
            of_opinions=np.where(silent[:OPINIONS], np.float32(0.0), self._weights.of_opinions),
            of_question=np.where(silent, np.float32(0.0), self._weights.of_question),
        )
        try:
            save_weights(weights, folder, facts)
        except OSError as error:
            raise StoreError(
                f"{folder} cannot be written ({error}): check the disk and its rights"
            ) from error

    def _resume(self, folder: Path) -> None:
        weights = load_weights(folder)
        with np.load(folder / _TRAINING, allow_pickle=False) as arrays:
            means = {name: arrays[f"mean.{name}"] for name in self._means}
            squares = {name: arrays[f"square.{name}"] for name in self._squares}
            steps, self._heard = int(arrays["steps"]), arrays["heard"]
        self._weights, self._means, self._squares, self.steps = weights, means, squares, steps


def collate(lessons: Sequence[Lesson]) -> Batch:
    """Lay lessons side by side. At least one."""
    most = max(len(one.right) for one in lessons)
    said = np.zeros((len(lessons), most, OPINIONS), dtype=np.float32)
    asked = []
    believed = np.full((len(lessons), most), _NEVER, dtype=np.float32)
    right = np.zeros((len(lessons), most), dtype=np.bool_)
    for row, one in enumerate(lessons):
        count, heard = len(one.right), _said(one)
        said[row, :count], believed[row, :count], right[row, :count] = heard, one.believed, one.right
        asked.append(np.concatenate((heard.max(axis=0), question_of(one.moment))))
    return Batch(said, np.stack(asked), believed, right)


def gradients_of(weights: CouncilWeights, batch: Batch) -> tuple[float, dict[str, Singles]]:
    """Return the mean of -ln of the probability of what came, in nats, and how it grows with each weight."""
    trusted = batch.asked @ weights.believed.T + weights.believed_bias
    h = batch.said @ weights.of_opinions.T
    h += (batch.asked @ weights.of_question.T + weights.bias)[:, None]
    np.maximum(h, 0.0, out=h)
    scores = h @ weights.out + np.einsum("bcs,bs->bc", batch.said, trusted)
    logits = scores + batch.believed
    p, came = _softmax(logits), _softmax(np.where(batch.right, logits, _NEVER))
    loss = float(-np.log(np.maximum((p * batch.right).sum(axis=1), 1e-12)).mean())
    missed = (p - came) / np.float32(len(p))
    moved = missed[..., None] * weights.out * (h > 0.0)
    trust = np.einsum("bc,bcs->bs", missed, batch.said)
    return loss, {
        "of_opinions": np.einsum("bch,bcs->hs", moved, batch.said, optimize=True),
        "of_question": moved.sum(axis=1).T @ batch.asked,
        "bias": moved.sum(axis=(0, 1)),
        "out": np.einsum("bc,bch->h", missed, h),
        "believed": trust.T @ batch.asked,
        "believed_bias": trust.sum(axis=0),
    }


def _said(lesson: Lesson) -> Singles:
    opinions = lesson.moment.opinions
    if opinions is None:
        return np.zeros((len(lesson.right), OPINIONS), dtype=np.float32)
    said: Singles = opinions.astype(np.float32)
    return said


def _softmax(logits: Singles) -> Singles:
    p: Singles = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p
