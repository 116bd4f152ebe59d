"""What a snapshot depends on, in one number: the code that learns, its settings, the versions."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

import numpy as np

import jepa_learning.domain


def fingerprint(*facts: object) -> str:
    """Return the SHA-256 (hex) of the domain's source, the versions of Python and numpy, and the facts."""
    digest = hashlib.sha256(repr((platform.python_version(), np.__version__, *facts)).encode())
    folder = Path(str(jepa_learning.domain.__file__)).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
