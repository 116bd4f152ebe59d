"""The server's own warnings are noted without their words."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.api.server import log_to


@pytest.fixture
def journal() -> Iterator[MemoryJournal]:
    loggers = [logging.getLogger(name) for name in ("uvicorn.error", "asyncio")]
    before = [(logger, list(logger.handlers), logger.propagate) for logger in loggers]
    journal = MemoryJournal()
    log_to(journal)
    yield journal
    for logger, handlers, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate


@pytest.mark.parametrize("name", ["uvicorn.error", "asyncio"])
def test_a_warning_is_noted_by_its_place_and_kind(journal: MemoryJournal, name: str) -> None:
    try:
        raise ValueError("secret words")
    except ValueError:
        logging.getLogger(name).exception("secret %s", "words")
    logging.getLogger(name).warning("secret words")
    fault, warning = journal.lines
    assert (fault[0], fault[1], fault[2]["error"]) == ("error", "server", "ValueError")
    assert str(fault[2]["where"]).startswith("test_server:")
    assert (warning[0], warning[2]["error"]) == ("warning", None)
    assert "secret" not in str(journal.lines)


def test_what_is_no_warning_is_left_out(journal: MemoryJournal) -> None:
    logging.getLogger("uvicorn.error").info("Started server process")
    assert journal.lines == []
