"""Section: a group of settings, and what checks a single value of it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _regular_expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression that compiles ({error})") from error
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_regular_expression)]


class Section(BaseModel):
    """A group of settings: strict (true is not 1), closed (no unknown key), immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
