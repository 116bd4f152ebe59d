"""What the application is built from: the vector memory and the text encoder that the settings ask for."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import pytest

from jepa_learning import bootstrap
from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.memory.vector_memory import MemoryVectorMemory
from jepa_learning.config.layers import load_settings
from jepa_learning.config.settings import Settings
from jepa_learning.domain.errors import ConfigError, StoreError
from jepa_learning.folders import Folders, locate
from jepa_learning.ports.memory_records import Space


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return locate({"HOME": str(tmp_path)}, uid=os.getuid())


def settings(*overrides: str) -> Settings:
    return load_settings(overrides=overrides).settings


def space(adapter: str, place: str = "") -> Space:
    return Space(adapter, place, "words-1", 384)


def test_vectors_are_embedded_by_default(folders: Folders) -> None:
    application = bootstrap.build_application(settings(), folders, journal=MemoryJournal())
    with closing(application):
        state = application.memory.state()
    assert (state.space, state.notice) == (Space("embedded", "", "hashed-subwords-1-384", 384), None)


def test_where_the_engine_has_no_build_vectors_are_kept_in_memory_and_it_is_said(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.stores, "find_spec", lambda name: None)
    application = bootstrap.build_application(settings(), folders, journal=MemoryJournal())
    with closing(application):
        state = application.memory.state()
    assert state.space.adapter == "memory"
    assert "has no build for this machine" in (state.notice or "")


def test_a_server_is_named_by_the_url_of_its_collection(folders: Folders) -> None:
    asked = settings("memory.adapter=server", "memory.url=https://vectors.example/q/", "memory.collection=x")
    with closing(bootstrap.build_application(asked, folders, journal=MemoryJournal())) as application:
        assert application.memory.state().space.place == "https://vectors.example/q/collections/x"


@pytest.mark.parametrize("adapter", ["embedded", "server"])
def test_a_package_that_is_missing_is_told_when_it_is_needed(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, adapter: str
) -> None:
    for name in (f"jepa_learning.adapters.qdrant.{adapter}_vector_memory", "qdrant_edge", "qdrant_client"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(StoreError, match=f"memory.adapter is {adapter}.*cannot be imported"):
        bootstrap.open_vector_memory(settings(), folders, space(adapter, "http://x/collections/y"), "me")


def test_a_memory_that_forgets_with_the_process_needs_no_package(folders: Folders) -> None:
    opened = bootstrap.open_vector_memory(settings(), folders, space("memory"), "me")
    assert isinstance(opened, MemoryVectorMemory)


def test_a_model_of_another_dimension_than_is_asked_for_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"set memory\.dimension to 384"):
        bootstrap.build_text_encoder(settings("text.encoder=minilm", "memory.dimension=64"))


def test_the_encoder_is_the_one_that_is_asked_for() -> None:
    asked = {"hashed": "hashed-subwords-1-384", "minilm": "all-minilm-l6-v2-int8"}
    assert {
        word: bootstrap.build_text_encoder(settings(f"text.encoder={word}")).name for word in asked
    } == asked
