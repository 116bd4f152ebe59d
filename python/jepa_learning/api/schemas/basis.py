"""What every schema is made from: strict input, plain output, the error, and the types they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jepa_learning.domain.errors import RequestError

Kind = Literal["file", "command", "step", "tool", "context"]
EntryKind = Literal["file", "command", "step", "tool", "context", "case"]
SourceName = Annotated[str, Field(min_length=1, max_length=100, examples=["git"])]
AbsolutePath = Annotated[str, Field(pattern=r"^/", max_length=4096, examples=["/home/ada/work/httpx"])]

MAX_KINDS: Final = 5
MAX_ENTRY_KINDS: Final = 6
MAX_K: Final = 50
MAX_HORIZON: Final = 128
MAX_KNOWN: Final = 10_000
MAX_INTENT_CHARS: Final = 10_000

_MOST_TOLD: Final = 3  # of the fields that are wrong

Model = TypeVar("Model", bound=BaseModel)


class In(BaseModel):
    """What comes in: strict and closed."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Problem(Out):
    """An error, as application/problem+json (RFC 9457)."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    code: str = Field(description="stable; see errors.md", examples=["request_invalid"])
    detail: str = Field(examples=["k is 0: expected 1 to 50"])


def fit(model: type[Model], values: Mapping[str, object]) -> Model:
    """Return the values as their schema has them.

    Raises:
        RequestError: They do not fit; the message names the fields.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise RequestError(in_words(error.errors())) from None


def in_words(errors: Sequence[Any]) -> str:
    """Say which fields do not fit their schema, and what was expected; never what was found."""
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors[:_MOST_TOLD])
