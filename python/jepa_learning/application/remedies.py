"""Remedies: what would help where a prediction abstains, by why it does. It knows no predictions."""

from __future__ import annotations

from typing import Final

from jepa_learning.domain.doubts import BREAKDOWN, TOO_LITTLE

NOTHING_THERE: Final = "no file that is learnt is in this working tree"

_MORE: Final = {
    "file": "Every commit that is learnt helps",
    "command": "Commands that are learnt as they are run help: lev jepa hook",
    "step": "Give more runs with: lev jepa learn --file runs.jsonl",
    "tool": "Tool calls that are learnt as they are made help: lev jepa hook",
    "context": "Every change from one context to another that is learnt helps",
}
_SURER: Final = {
    "command": "It is surer in the middle of a session, and follows those that go on with: lev jepa hook",
    "step": "With the first steps of the run known it is surer",
    "tool": "With the first calls of the run known it is surer",
}


def remedy(
    kind: str, doubt: str | None, *, has_intent: bool, has_known: bool, is_shallow: bool = False
) -> str | None:
    """Say what would help against a doubt; None where there is none.

    Args:
        kind: Of the question.
        doubt: Why it abstains, in its own words.
        has_intent: Whether the intent was told.
        has_known: Whether files of the change are known.
        is_shallow: Whether the project is a clone without the older commits.
    """
    if doubt is None:
        return None
    if doubt == NOTHING_THERE:
        return "Learn what is checked out with: lev jepa learn"
    if doubt.startswith(BREAKDOWN):
        return "It learns the new way as you go on; see what changed with: lev jepa drift"
    if kind == "file" and is_shallow and (doubt.startswith(TOO_LITTLE) or has_intent):
        return "The clone is shallow: get the rest with git fetch --unshallow, then lev jepa learn"
    if kind == "file":
        return _of_files(doubt, has_intent=has_intent, has_known=has_known)
    return _MORE[kind] if doubt.startswith(TOO_LITTLE) else _SURER.get(kind, _MORE[kind])


def _of_files(doubt: str, *, has_intent: bool, has_known: bool) -> str:
    if not has_intent:
        return 'Say what you set out to do, with --intent "words"'
    if doubt.startswith(TOO_LITTLE):
        return _MORE["file"]
    if not has_known:
        return "Name a file that the change will touch, with --known PATH"
    return "Use words that stand in commits or file names here: lev jepa search finds some"
