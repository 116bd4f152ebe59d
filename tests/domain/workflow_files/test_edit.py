"""Lines go where they are meant to, and nothing else moves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.workflow_files.edit import Edit, above_comments, edited

TEXTS = st.lists(st.sampled_from(["a", "", "  b: c", "# d"])).flatmap(
    lambda lines: st.sampled_from(["\n".join(lines), "\n".join([*lines, ""]), "\r\n".join([*lines, ""])])
)


@given(TEXTS, st.integers(0, 9))
def test_taking_the_lines_out_again_gives_every_byte_back(text: str, after: int) -> None:
    lines = text.splitlines(keepends=True)
    after = min(after, len(lines))
    new = edited(text, Edit(after, ("NEW", "NEWER")))
    assert [line.strip() for line in new.splitlines()[after : after + 2]] == ["NEW", "NEWER"]
    assert new.splitlines()[:after] + new.splitlines()[after + 2 :] == text.splitlines()
    assert text == "" or new.endswith(("\n", "\r\n")) == text.endswith("\n")


def test_comments_stay_with_the_line_that_they_are_about() -> None:
    assert above_comments(["a", "# b", "# c", "d"], 4) == 1
    assert above_comments(["# a", "b"], 2) == 0


def test_the_end_of_a_text_of_several_lines_is_no_comment() -> None:
    lines = ["env:", "  NOTE: |", "    a", "    # b", "# c", "jobs:"]
    assert above_comments(lines, 6) == 4
    assert above_comments([*lines[:4], "jobs:"], 5) == 4
