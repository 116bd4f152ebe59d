"""How many tokens a text takes of whoever reads it, estimated on the high side.

No tokenizer of any agent is known here. Five letters, two digits, two signs or one byte beyond ASCII count
as a token; on whispers about real histories that is more than the public tokenizers cl100k and o200k give.
"""

from __future__ import annotations

import re
from typing import Final

_PIECES: Final = re.compile(r"([A-Za-z]+)|([0-9]+)|([\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]+)|([^\x00-\x7f]+)")


def tokens(text: str) -> int:
    """Return the estimate."""
    return sum(_count(*match.groups()) for match in _PIECES.finditer(text))


def _count(letters: str | None, digits: str | None, signs: str | None, other: str | None) -> int:
    if letters:
        return -(-len(letters) // 5)
    if digits:
        return -(-len(digits) // 2)
    return -(-len(signs) // 2) if signs else len((other or "").encode("utf-8", "replace"))
