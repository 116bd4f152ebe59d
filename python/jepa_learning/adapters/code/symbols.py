"""Symbols: the names that a text defines, found by tree-sitter, count more than once; all else once.

A grammar is loaded when its first file is read. What has no grammar here is read as plain words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import Final

from jepa_learning.domain.texts import text_words
from jepa_learning.domain.words import name_words

_PYTHON: Final = """
(function_definition name: (identifier) @name)
(class_definition name: (identifier) @name)
"""
_JAVASCRIPT: Final = """
(function_declaration name: (identifier) @name)
(generator_function_declaration name: (identifier) @name)
(class_declaration name: (_) @name)
(method_definition name: (_) @name)
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)])
"""
_TYPESCRIPT: Final = (
    _JAVASCRIPT
    + """
(abstract_class_declaration name: (_) @name)
(interface_declaration name: (_) @name)
(type_alias_declaration name: (_) @name)
(enum_declaration name: (_) @name)
"""
)
_RUST: Final = """
(function_item name: (_) @name)
(function_signature_item name: (_) @name)
(struct_item name: (_) @name)
(enum_item name: (_) @name)
(trait_item name: (_) @name)
(type_item name: (_) @name)
(mod_item name: (_) @name)
(macro_definition name: (_) @name)
"""
_GO: Final = """
(function_declaration name: (_) @name)
(method_declaration name: (_) @name)
(type_spec name: (_) @name)
"""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Where a language's grammar is, and which of its nodes name a definition."""

    module: str
    function: str
    definitions: str


_GRAMMARS: Final = {
    (".py", ".pyi"): _Grammar("tree_sitter_python", "language", _PYTHON),
    (".js", ".mjs", ".cjs", ".jsx"): _Grammar("tree_sitter_javascript", "language", _JAVASCRIPT),
    (".ts", ".mts", ".cts"): _Grammar("tree_sitter_typescript", "language_typescript", _TYPESCRIPT),
    (".tsx",): _Grammar("tree_sitter_typescript", "language_tsx", _TYPESCRIPT),
    (".rs",): _Grammar("tree_sitter_rust", "language", _RUST),
    (".go",): _Grammar("tree_sitter_go", "language", _GO),
}
_BY_ENDING: Final = {ending: grammar for endings, grammar in _GRAMMARS.items() for ending in endings}


class Symbols:
    """Reads code.

    Args:
        most: Distinct words kept, those that count most first.
        name_weight: How often each word of a definition's name counts where it is defined.
    """

    def __init__(self, *, most: int, name_weight: int) -> None:
        self._most = most
        self._name_weight = name_weight

    def words(self, path: str, text: str) -> Mapping[str, int]:
        """Return the words of the text with their counts."""
        counts = Counter(text_words(text))
        for name in _defined(path, text):
            for word in name_words(name):
                counts[word] += self._name_weight - 1  # the plain words have it once
        return {word: count for word, count in counts.most_common(self._most) if count > 0}


def _defined(path: str, text: str) -> Iterator[str]:
    """Give the names that a text defines; none where its language has no grammar here."""
    grammar = _BY_ENDING.get(PurePosixPath(path).suffix.lower())
    names = None if grammar is None else _load(grammar)
    return iter(()) if names is None else names(text.encode("utf-8", "replace"))


@cache
def _load(grammar: _Grammar) -> Callable[[bytes], Iterator[str]] | None:
    """Make what finds the names of definitions; None where tree-sitter has no build for this machine."""
    try:
        from tree_sitter import Language, Parser, Query, QueryCursor

        module = import_module(grammar.module)
    except ImportError:
        return None
    language = Language(getattr(module, grammar.function)())
    parser, query = Parser(language), Query(language, grammar.definitions)

    def names(text: bytes) -> Iterator[str]:
        for nodes in QueryCursor(query).captures(parser.parse(text).root_node).values():
            yield from ((node.text or b"").decode("utf-8", "replace") for node in nodes)

    return names
