"""The API key of a Qdrant server: from the environment, or from a file that only the user can read.

Not from the settings: `lev jepa config` prints those, and they are kept in files that people share.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jepa_learning.domain.errors import ConfigError

VARIABLE: Final = "QDRANT_API_KEY"


def read_api_key(environ: Mapping[str, str], file: str) -> str | None:
    """Return the key, or None where neither the environment nor a file gives one.

    Args:
        file: Its path, or empty.

    Raises:
        ConfigError: The file cannot be read, is empty, or others can read it.
    """
    if environ.get(VARIABLE) or not file:
        return environ.get(VARIABLE) or None
    path = Path(file).expanduser()
    try:
        mode = path.stat().st_mode
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"memory.api_key_file is {file!r}, which cannot be read ({error})") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(
            f"memory.api_key_file is {file!r}, which others can read (mode {stat.S_IMODE(mode):04o}): "
            f"make it yours alone with: chmod 600 {path}"
        )
    if not key:
        raise ConfigError(f"memory.api_key_file is {file!r}, which is empty: expected the server's API key")
    return key
