"""Pickle that can only make what a learner is made of: things of our domain, numpy arrays, plain containers.

A pickle may name anything that can be imported, and call it. This reader knows a short list and refuses the
rest; a name with a dot is refused too, because it could reach through a class or module of ours.
https://docs.python.org/3/library/pickle.html#restricting-globals
"""

from __future__ import annotations

import pickle
from importlib import import_module
from types import FunctionType
from typing import Final

_DOMAIN: Final = "jepa_learning.domain."
_ALLOWED: Final = frozenset(
    {
        *(
            ("builtins", name)
            for name in ("bytearray", "complex", "dict", "float", "frozenset", "int", "list")
        ),
        *(("builtins", name) for name in ("object", "range", "set", "slice", "str", "tuple")),
        *(("collections", name) for name in ("Counter", "OrderedDict", "defaultdict", "deque")),
        *(("array", "_array_reconstructor"), ("array", "array")),
        *(("copyreg", "_reconstructor"), ("functools", "partial"), ("_operator", "getitem")),
        *(("numpy", "dtype"), ("numpy", "ndarray"), ("numpy._core.numeric", "_frombuffer")),
        *(("numpy._core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "scalar")),
    }
)
"""Each makes a value or holds a function that was allowed by itself; none reaches anything else."""


class RestrictedUnpickler(pickle.Unpickler):
    """Reads a pickle made of what a learner is made of.

    Raises:
        pickle.UnpicklingError: The pickle names anything else.
    """

    def find_class(self, module: str, name: str) -> object:
        """Return what a pickle names, if it may name it."""
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        if f"{module}.".startswith(_DOMAIN) and "." not in name:
            found = getattr(import_module(module), name, None)
            if isinstance(found, type | FunctionType) and found.__module__.startswith(_DOMAIN):
                return found
        raise pickle.UnpicklingError(f"a snapshot names {module}.{name}: no learner is made of that")
