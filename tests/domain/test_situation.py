"""A situation can be put as if there were fewer candidates."""

from __future__ import annotations

import numpy as np

from jepa_learning.domain.situation import FileSituation, SequenceSituation, columns_of
from jepa_learning.domain.trail import Trail


def test_a_change_among_fewer_files_keeps_what_it_holds() -> None:
    change = FileSituation(candidates=np.array([2, 5, 7, 9]), known=(1, 3), subject="fix it")
    fewer = change.among(np.array([1, 3]))
    assert fewer.candidates.tolist() == [5, 9]
    assert (fewer.known, fewer.subject) == ((1, 3), "fix it")


def test_a_sequence_among_fewer_activities_finds_their_columns() -> None:
    candidates = np.array([2, 5, 7, 9])
    session = SequenceSituation(candidates=candidates, trail=Trail(), columns=columns_of(candidates))
    fewer = session.among(np.array([0, 2]))
    assert fewer.candidates.tolist() == [2, 7]
    assert fewer.columns == {2: 0, 7: 1}
    assert fewer.trail is session.trail
