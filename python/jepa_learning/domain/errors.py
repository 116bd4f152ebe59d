"""The error tree. Every error of the product is one of these and carries a stable code.

    JepaLearningError            internal
    ├── ConfigError              config_invalid
    ├── EventError               event_invalid
    ├── RequestError             request_invalid
    ├── ConsentError             consent_missing
    ├── ChangeError              change_refused
    │   └── ChangeUnknownError   change_unknown
    ├── ModelError               model_unusable
    │   └── ModelUnknownError    model_unknown
    ├── SuggestionError          suggestion_unknown
    ├── SourceError              source_unreadable
    │   └── ProjectError         project_not_found
    └── StoreError               store_unusable
        ├── StoreBusyError       store_busy
        └── StoreVersionError    store_version

A message says what was found (with the value), what was expected and what to do. The table of all
codes, those of the shim included, is docs/reference/errors.md; a test holds the two together.
"""

from __future__ import annotations

from typing import ClassVar


class JepaLearningError(Exception):
    """The root of the tree."""

    code: ClassVar[str] = "internal"


class ConfigError(JepaLearningError):
    """A configuration file, key or value is not what it must be."""

    code = "config_invalid"


class EventError(JepaLearningError):
    """An event or a query is not well formed."""

    code = "event_invalid"


class RequestError(JepaLearningError):
    """What was asked for makes no sense as asked."""

    code = "request_invalid"


class ConsentError(JepaLearningError):
    """The source that is needed has not been consented to."""

    code = "consent_missing"


class ChangeError(JepaLearningError):
    """A change of files cannot be made or undone without losing something."""

    code = "change_refused"


class ChangeUnknownError(ChangeError):
    """There is no proposal, or nothing applied, with this id."""

    code = "change_unknown"


class ModelError(JepaLearningError):
    """A network cannot be made, loaded or trained here."""

    code = "model_unusable"


class ModelUnknownError(ModelError):
    """There is no version of this name."""

    code = "model_unknown"


class SuggestionError(JepaLearningError):
    """There is no suggestion of this id, or not any more."""

    code = "suggestion_unknown"


class SourceError(JepaLearningError):
    """A source of events cannot be read."""

    code = "source_unreadable"


class ProjectError(SourceError):
    """The folder is in no git repository."""

    code = "project_not_found"


class StoreError(JepaLearningError):
    """The event log cannot be opened, read or written."""

    code = "store_unusable"


class StoreBusyError(StoreError):
    """Another process owns the data directory."""

    code = "store_busy"


class StoreVersionError(StoreError):
    """The event log was written by a newer version."""

    code = "store_version"
