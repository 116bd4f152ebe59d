"""Alone: river's two detectors without the rest of river.

Its packages import all that is in them, and scipy and narwhals with that: 83 MB and half a second, for two
classes that need none of it. So here they are imported from packages that hold nothing else. Where a river is
laid out otherwise, it is imported whole.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from river.drift import ADWIN, PageHinkley


@cache
def detectors() -> tuple[type[ADWIN], type[PageHinkley]]:
    """Return river's `ADWIN` and `PageHinkley`. A process that has called this has no other part of river."""
    bare = {name: module for name in ("river.stats", "river.drift") if (module := _bare(name))}
    try:
        sys.modules.update(bare)
        import_module("river.stats.base")
        vars(sys.modules["river.stats"])["Mean"] = import_module("river.stats.mean").Mean
        found = (
            import_module("river.drift.adwin").ADWIN,
            import_module("river.drift.page_hinkley").PageHinkley,
        )
    except (AttributeError, ImportError):
        for name in [one for one in sys.modules if one.startswith(tuple(bare))]:
            del sys.modules[name]
        whole = import_module("river.drift")
        found = whole.ADWIN, whole.PageHinkley
    return found


def _bare(name: str) -> ModuleType | None:
    """Return a package that finds its modules but holds none; None where there is one already."""
    parent, _, own = name.rpartition(".")
    found = find_spec(parent)
    if name in sys.modules or found is None:
        return None
    package = ModuleType(name)
    package.__path__ = [f"{place}/{own}" for place in found.submodule_search_locations or ()]
    return package
