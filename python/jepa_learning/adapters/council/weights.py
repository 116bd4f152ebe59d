"""Council weights: the formula, and the numbers it is set by, in a folder.

    f_c   what was said of a candidate (domain/opinions.py)                                  [S]
    g     the most that was said of any candidate, and what kind of question it is           [S + Q]
    s_c = o · relu(A f_c + G g + a) + f_c · (L g + l)                                        a score

The first term is a layer of units that each see all opinions at once; the second gives each opinion a weight
that depends on the question. A score is added to ln p of the mixture.

weights.npz   the numbers
config.json   sizes, whose opinions are heard, SHA-256 of the weights, and what the caller adds
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.latent import Moment, Singles
from jepa_learning.domain.manifolds.council import HEARD
from jepa_learning.domain.opinions import OF_ALL

OPINIONS: Final = OF_ALL + len(HEARD)
"""Numbers that are said of a candidate, S."""

QUESTION: Final = 4
"""Numbers of what kind a question is, Q: the intent is told; none, one, or more of the case is known."""

_WEIGHTS: Final = "weights.npz"
_CONFIG: Final = "config.json"


@dataclass(slots=True)
class CouncilWeights:
    """The numbers of the formula, float32.

    Attributes:
        of_opinions: A, `[H, S]`.
        of_question: G, `[H, S + Q]`.
        bias: a, `[H]`.
        out: o, `[H]`.
        believed: L, `[S, S + Q]`.
        believed_bias: l, `[S]`.
    """

    of_opinions: Singles
    of_question: Singles
    bias: Singles
    out: Singles
    believed: Singles
    believed_bias: Singles

    @classmethod
    def random(cls, hidden: int, *, seed: int) -> CouncilWeights:
        """Return weights whose scores are all 0, and that can be taught."""
        chance, asked = np.random.default_rng(seed), OPINIONS + QUESTION
        drawn = [
            chance.uniform(-1.0, 1.0, (hidden, width)).astype(np.float32) / np.float32(np.sqrt(width))
            for width in (OPINIONS, asked)
        ]
        empty = (np.zeros(shape, dtype=np.float32) for shape in (hidden, hidden, (OPINIONS, asked), OPINIONS))
        return cls(*drawn, *empty)

    def named(self) -> dict[str, Singles]:
        """Return the arrays by their names; changes of them are changes here."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def score(self, said: Singles, question: Singles) -> Singles:
        """Opinions `[C, S]`, question `[Q]` -> scores `[C]`."""
        asked = np.concatenate((said.max(axis=0), question))
        h = said @ self.of_opinions.T
        h += self.of_question @ asked + self.bias
        np.maximum(h, 0.0, out=h)
        score: Singles = h @ self.out + said @ (self.believed @ asked + self.believed_bias)
        return score


def question_of(moment: Moment) -> Singles:
    """Return what kind of question it is, `[Q]`."""
    known = len(moment.known)
    kinds: Singles = np.array([bool(moment.intent), known == 0, known == 1, known > 1], dtype=np.float32)
    return kinds


def save_weights(weights: CouncilWeights, folder: Path, facts: Mapping[str, object]) -> None:
    """Write them. `config.json` comes last: without it a folder holds no council."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _WEIGHTS).open("wb") as file:
        np.savez(file, allow_pickle=False, **weights.named())
    config = {
        "format": 1,
        "sizes": {"opinions": OPINIONS, "hidden": len(weights.out)},
        "hears": list(HEARD),
        "sha256": hashlib.sha256((folder / _WEIGHTS).read_bytes()).hexdigest(),
        **facts,
    }
    (folder / _CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def load_weights(folder: Path) -> CouncilWeights:
    """Read them.

    Raises:
        StoreError: The folder holds none, they were changed, or they hear other views than this version has.
    """
    try:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        written = (folder / _WEIGHTS).read_bytes()
        digest = hashlib.sha256(written).hexdigest()
        with np.load(io.BytesIO(written), allow_pickle=False) as arrays:
            weights = CouncilWeights(**{one.name: arrays[one.name] for one in fields(CouncilWeights)})
        heard, saved = config["hears"], config["sha256"]
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise StoreError(f"{folder} holds no council ({error}): install the plugin again") from error
    if saved != digest:
        raise StoreError(f"{folder / _WEIGHTS} is not what was saved: its SHA-256 is {digest}; install again")
    fresh = CouncilWeights.random(len(weights.out), seed=0).named()
    odd = [name for name, one in weights.named().items() if one.shape != fresh[name].shape]
    if odd:
        raise StoreError(
            f"{folder} has {odd[0]} of another shape than this version; install the plugin again"
        )
    if heard != list(HEARD):
        raise StoreError(f"{folder} hears {', '.join(heard)}: this version has other views; install again")
    return weights
