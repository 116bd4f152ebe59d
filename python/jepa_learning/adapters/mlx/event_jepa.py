"""The event JEPA: a joint-embedding predictive architecture over a developer's events.

    item e(a)      what an activity's name is made of: a bag of hashed subwords        [I, D]
    intent g(i)    what an intent is made of, in the same space                        [J, D]
    state z_t      context encoder: a causal transformer over the last items, each
                   with its intent, how long ago and whose it was; the last token
                   is the question                                                     [B, L, D]
    predictors     P_h(z_t) ~ e(a_{t+h}) for the horizons h = 1, 2, 4, 8               [B, L, D]
    decoding       a score for each candidate, from the encoder's trunk: u·e(c), how often and how lately it
                   came, gated by the state, and votes of the episodes that the
                   question is most alike (attention over episodes)                    [B, C]

    loss = -ln p(what came)  +  mean_h |P_h(z_t) - sg e(a_{t+h})|^2  +  SIGReg(z)

The prediction in latent space and SIGReg follow LeJEPA (Balestriero and LeCun 2025) and LeWorldModel (2026):
no teacher, no schedule. The target is an item of a table, which SIGReg cannot shape (a Zipfian table is no
Gaussian), so the gradient stops there and SIGReg is put on the states. Activations and normalisations are
cheap ones (squared ReLU, RMS): on a processor, exp and tanh cost more than the products.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import mlx.core as mx
import numpy as np
from mlx import nn

from jepa_learning.adapters.mlx.batch import GAPS, KINDS, RHYTHMS, Batch
from jepa_learning.domain.latent import FEATURES, KNOWN, STEPS

LENGTH: Final = STEPS + KNOWN + 1
"""Tokens of a question: steps, what is known of the case, and the question itself."""

HORIZONS: Final = (1, 2, 4, 8)

NEVER: Final = -1e9
"""Added to a score that must not count."""


@dataclass(frozen=True, slots=True)
class ModelArgs:
    """How large a network is.

    Attributes:
        dimension: Numbers of an embedding, D.
        buckets: Rows of the table of subwords.
        layers: Of the context encoder.
        heads: Of its attention.
        hidden: Units that look at a candidate's features.
    """

    dimension: int = 64
    buckets: int = 32768
    layers: int = 2
    heads: int = 4
    hidden: int = 32


class Attention(nn.Module):
    """Causal self-attention."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__()
        width = args.dimension
        self.heads = args.heads
        self.q_proj = nn.Linear(width, width, bias=False)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width, bias=False)
        self.o_proj = nn.Linear(width, width, bias=False)

    def __call__(self, x: mx.array, mask: mx.array) -> mx.array:
        """`[B, L, D]`, mask `[B, 1, L, L]` -> `[B, L, D]`."""
        B, L, D = x.shape
        q, k, v = (
            proj(x).reshape(B, L, self.heads, -1).transpose(0, 2, 1, 3)
            for proj in (self.q_proj, self.k_proj, self.v_proj)
        )
        out = mx.fast.scaled_dot_product_attention(q, k, v, scale=(D // self.heads) ** -0.5, mask=mask)
        return self.o_proj(out.transpose(0, 2, 1, 3).reshape(B, L, D))


class Block(nn.Module):
    """Attention, then two layers of squared ReLU, each beside the stream."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(args.dimension)
        self.attention = Attention(args)
        self.wide_norm = nn.RMSNorm(args.dimension)
        self.wide = nn.Linear(args.dimension, 2 * args.dimension, bias=False)
        self.narrow = nn.Linear(2 * args.dimension, args.dimension, bias=False)

    def __call__(self, x: mx.array, mask: mx.array) -> mx.array:
        """`[B, L, D]` -> `[B, L, D]`."""
        x = x + self.attention(self.attention_norm(x), mask)
        return x + self.narrow(_squared_relu(self.wide(self.wide_norm(x))))


class ContextEncoder(nn.Module):
    """What came before and what is asked, as states."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__()
        width = args.dimension
        self.of_item = nn.Linear(width, width, bias=False)
        self.of_intent = nn.Linear(width, width, bias=False)
        self.gap = nn.Embedding(GAPS, width)
        self.rhythm = nn.Embedding(RHYTHMS, width)
        self.kind = nn.Embedding(KINDS, width)
        self.place = nn.Embedding(LENGTH, width)
        self.blocks = [Block(args) for _ in range(args.layers)]
        self.out = nn.Linear(width, width, bias=False)
        self.of_item.weight = self.of_intent.weight = self.out.weight = mx.eye(width)

    def __call__(self, items: mx.array, intents: mx.array, batch: Batch) -> tuple[mx.array, mx.array]:
        """Items `[I, D]`, intents `[J, D]` -> trunk `[B, L, D]`, states `[B, L, D]`.

        States are what predicts in latent space and what SIGReg shapes; no normalisation comes after them.
        The trunk before it stays free for what decoding needs.
        """
        x = self.of_item(items[batch.tokens]) + self.of_intent(intents[batch.token_intents])
        x = x + self.gap(batch.gaps) + self.rhythm(batch.rhythms) + self.kind(batch.kinds)
        x = x * batch.present[..., None] + self.place.weight
        mask = _causal() + (batch.present[:, None, None, :] - 1.0) * -NEVER
        for block in self.blocks:
            x = block(x, mask)
        return x, self.out(x)


class Recall(nn.Module):
    """Votes of the episodes that a question is most alike: attention whose values are what came."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__()
        width = args.dimension
        self.intent_key = nn.Linear(width, width, bias=False)
        self.cue_key = nn.Linear(width, width, bias=False)
        self.state_query = nn.Linear(width, width, bias=False)
        self.sharpness = mx.array(6.0)
        self.fading = mx.array(0.3)
        self.faintest = mx.array(-4.0)

    def __call__(self, items: mx.array, intents: mx.array, z: mx.array, batch: Batch) -> mx.array:
        """States `[B, D]` -> ln(1 + votes / faintest) of each candidate, `[B, C]`."""
        cues = batch.cue_shares @ items[batch.cues]
        keys = self.intent_key(intents[batch.episode_intents]) + self.cue_key(cues)
        known = (items[batch.known] * batch.known_shares[..., None]).sum(axis=1)
        query = (
            self.intent_key(intents[batch.token_intents[:, -1]]) + self.cue_key(known) + self.state_query(z)
        )
        alike = _unit(query) @ _unit(keys).T * self.sharpness - self.fading * batch.ages
        weights = mx.softmax(alike + (batch.remembered - 1.0) * -NEVER, axis=-1)
        weights = weights * batch.remembered.max(axis=-1, keepdims=True)
        votes = mx.pad(weights @ batch.outcomes, [(0, 0), (0, 1)])
        mine = mx.take_along_axis(votes, batch.outcome_columns, axis=1)
        return mx.log(mine + mx.exp(self.faintest)) - self.faintest


class Decoder(nn.Module):
    """A score for each candidate."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__()
        width, hidden = args.dimension, args.hidden
        self.query = nn.Linear(width, width, bias=False)
        self.query.weight = mx.eye(width)
        self.scale = mx.array(0.3)
        self.recall_scale = mx.array(0.5)
        self.of_features = nn.Linear(FEATURES + 1, hidden)
        self.gate = nn.Linear(width, hidden)
        self.of_hidden = nn.Linear(hidden, hidden)
        self.of_item = nn.Linear(width, hidden, bias=False)
        self.of_state = nn.Linear(width, hidden, bias=False)
        self.out = nn.Linear(hidden, 1, bias=False)
        self.gate.weight = 0.1 * self.gate.weight
        self.out.weight = mx.zeros_like(self.out.weight)

    def __call__(self, items: mx.array, z: mx.array, recalled: mx.array, batch: Batch) -> mx.array:
        """States `[B, D]`, recalled `[B, C]` -> scores `[B, C]`."""
        score = mx.take_along_axis(self.query(z) @ items.T, batch.candidates, axis=1) * self.scale
        features = mx.concatenate([batch.features, recalled[..., None]], axis=-1)
        h = nn.relu(self.of_features(features))
        score = score + self.recall_scale * recalled + (h @ self.gate(z)[..., None])[..., 0]
        both = self.of_hidden(h) + self.of_item(items)[batch.candidates] + self.of_state(z)[:, None]
        return score + self.out(nn.relu(both))[..., 0]


class EventJepa(nn.Module):
    """The network without its table of subwords: that is sparse, and learnt row by row."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__()
        self.encoder = ContextEncoder(args)
        self.recall = Recall(args)
        self.decoder = Decoder(args)
        self.predictors = [nn.Linear(args.dimension, args.dimension) for _ in HORIZONS]

    def __call__(self, items: mx.array, intents: mx.array, batch: Batch) -> tuple[mx.array, mx.array]:
        """Items `[I, D]`, intents `[J, D]` -> scores `[B, C]`, states `[B, L, D]`.

        Columns that hold no candidate score `NEVER`.
        """
        trunk, states = self.encoder(items, intents, batch)
        z = trunk[:, -1]
        recalled = self.recall(items, intents, z, batch)
        scores = self.decoder(items, z, recalled, batch)
        return scores + (batch.counted - 1.0) * -NEVER, states


def decoding_loss(scores: mx.array, believed: mx.array, right: mx.array) -> mx.array:
    """-ln of the probability that falls on what came, `[B, C]` each -> a number.

    `believed` is added to the scores: what the other manifolds already say need not be learnt again.
    """
    logits = scores + believed
    came = mx.logsumexp(logits + (right - 1.0) * -NEVER, axis=1)
    return (mx.logsumexp(logits, axis=1) - came).mean()


def latent_loss(model: EventJepa, states: mx.array, items: mx.array, batch: Batch) -> mx.array:
    """Mean squared distance between what was predicted and what came, over the horizons.

    Up to horizon 2 the target is the item itself; beyond, the mean of all items up to there.
    States `[B, L, D]`, items `[I, D]`.
    """
    targets = mx.stop_gradient(items[batch.tokens[:, :STEPS]])
    present = batch.present[:, :STEPS]
    loss = mx.array(0.0)
    for horizon, predictor in zip(HORIZONS, model.predictors, strict=True):
        predicted = predictor(states[:, : STEPS - horizon])
        came = _ahead(targets, horizon)
        counted = present[:, : STEPS - horizon, None]
        squares = ((predicted - came) ** 2 * counted).sum() / items.shape[1]
        loss = loss + squares / mx.maximum(counted.sum(), 1.0)
    return loss / len(HORIZONS)


def foresee(model: EventJepa, items: mx.array, intents: mx.array, batch: Batch) -> mx.array:
    """Return where the item after the newest step is expected, P_1(z), `[B, D]`.

    The steps move one place back, for the last place is only ever a target of the predictors: what comes next
    takes it. Items `[I, D]`, intents `[J, D]`.
    """
    _, states = model.encoder(items, intents, _one_step_later(batch))
    return model.predictors[0](states[:, STEPS - 2])


def sigreg(z: mx.array, directions: mx.array, knots: int = 9) -> mx.array:
    """How far states are from a standard Gaussian, seen from random directions; about 1.05 when they are one.

    The Epps-Pulley statistic of each projection, N ∫ |φ(t) - exp(-t²/2)|² exp(-t²/2) dt over [-3, 3], by the
    trapezoid rule (LeJEPA, arXiv 2511.08544).

    Args:
        z: States, `[N, D]`.
        directions: Columns of length 1, `[D, K]`.
        knots: Points of the integral on [0, 3].
    """
    step = 3.0 / (knots - 1)
    t = mx.arange(knots) * step
    weights = mx.where((mx.arange(knots) == 0) | (mx.arange(knots) == knots - 1), step, 2 * step)
    window = mx.exp(-t * t / 2)
    projected = (z @ directions)[..., None] * t
    error = (mx.cos(projected).mean(axis=0) - window) ** 2 + mx.sin(projected).mean(axis=0) ** 2
    return (error * (weights * window)).sum(axis=-1).mean() * z.shape[0]


def effective_rank(z: mx.array) -> float:
    """RankMe: exp of the entropy of the states' singular values, from 1 (collapsed) to D; `[N, D]`."""
    sizes = np.linalg.svd(np.array(z - z.mean(axis=0)), compute_uv=False)
    share = sizes / max(float(sizes.sum()), 1e-12)
    return float(np.exp(-(share * np.log(share + 1e-12)).sum()))


def _ahead(targets: mx.array, horizon: int) -> mx.array:
    if horizon <= 2:
        return targets[:, horizon:]
    last = targets.shape[1] - horizon
    return mx.stack([targets[:, step : step + last] for step in range(1, horizon + 1)]).mean(axis=0)


def _one_step_later(batch: Batch) -> Batch:
    """Return the batch with every step one place further back; the newest place is then open."""
    moved = {
        name: mx.concatenate([values[:, 1:STEPS], values[:, STEPS - 1 :]], axis=1)
        for name in ("tokens", "token_intents", "gaps", "rhythms", "kinds", "present")
        for values in (getattr(batch, name),)
    }
    return replace(batch, **moved)


def _squared_relu(x: mx.array) -> mx.array:
    return nn.relu(x).square()


def _unit(x: mx.array) -> mx.array:
    return x * mx.rsqrt((x * x).sum(axis=-1, keepdims=True) + 1e-6)


def _causal() -> mx.array:
    return mx.where(mx.tril(mx.ones((LENGTH, LENGTH))) > 0, 0.0, NEVER)


def spread(dimension: int) -> float:
    """Return the size of a new table's numbers: an item of several subwords then has about length 1."""
    return 1.0 / math.sqrt(dimension)
