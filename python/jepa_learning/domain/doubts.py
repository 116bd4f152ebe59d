"""Doubts: how the words begin that say why not to act on a prediction; what would help depends on it.

They do not know what would help.
"""

from __future__ import annotations

from typing import Final

TOO_LITTLE: Final = "too little history"
BREAKDOWN: Final = "breakdown"
UNSURE: Final = "not sure enough"
DISAGREEMENT: Final = "too much disagreement"
