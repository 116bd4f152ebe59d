"""Licence: the SPDX name of what a licence file grants, told from its words, and whether it is permissive.

It looks for the sentences that grant, so that a text which only mentions another licence is not taken for it.
What it does not recognise has no name: it does not guess. https://spdx.org/licenses/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

PERMISSIVE: Final = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0"),
        *("CC-BY-4.0", "CC0-1.0", "ISC", "MIT", "Unlicense"),
    }
)
"""Licences that ask for nothing but that notices stay and authors are named."""

_BEGINNING: Final = 400
_GNU: Final = {"affero ": "AGPL", "lesser ": "LGPL", "library ": "LGPL", "": "GPL"}
_GNU_TITLE: Final = re.compile(
    r"gnu (affero |lesser |library |)general public licen[sc]e,? (?:v|version )?(\d(?:\.\d)?)"
)
_GNU_GRANT: Final = re.compile(
    r"under the terms of (?:version [\d.]+ of )?the gnu (affero |lesser |library |)general public licen[sc]e"
)
_CREATIVE_TITLE: Final = re.compile(r"(?:creative commons )?attribution((?:-[a-z]+)*) 4\.0 international")
_CREATIVE: Final = {"noncommercial": "NC", "noderivatives": "ND", "sharealike": "SA"}
_BSD: Final = "redistribution and use in source and binary forms"
_ISC: Final = re.compile(r"permission to use, copy, modify, (?:and/or|and) distribute this software for any")
_GRANTS: Final = {
    "Apache-2.0": re.compile(
        r"apache license,? version 2\.0, january 2004|licensed under the apache license, version 2\.0"
    ),
    "MIT": re.compile(r"permission is hereby granted, free of charge, to any person obtaining a copy"),
    "MPL-2.0": re.compile(r"mozilla public license,? version 2\.0 ?=* 1\. definitions|terms of the mozilla"),
    "EPL-2.0": re.compile(r"eclipse public license -? ?v ?2\.0"),
    "BSL-1.0": re.compile(r"boost software license - version 1\.0"),
    "CC0-1.0": re.compile(r"cc0 1\.0 universal"),
    "Unlicense": re.compile(r"released into the public domain"),
}


def licence_of(files: Mapping[str, str]) -> str | None:
    """Return the SPDX expression of a repository's licence files, by name; None if one is not recognised.

    Files such as LICENSE-MIT and LICENSE-APACHE leave the choice (OR); else all of them hold (AND).
    """
    found = [licences_in(text) for text in files.values()]
    if not found or not all(found):
        return None
    names = sorted({name for names in found for name in names})
    chosen = len(files) > 1 and all(_names_a_choice(file) for file in files)
    return (" OR " if chosen else " AND ").join(names)


def is_permissive(expression: str | None) -> bool:
    """Return whether all that an expression names is permissive."""
    return expression is not None and set(re.split(r" (?:AND|OR) ", expression)) <= PERMISSIVE


def licences_in(text: str) -> list[str]:
    """Return the SPDX names of what a text grants, sorted; none if it is not recognised."""
    plain = " ".join(re.sub(r"[#*_>`]", " ", text.lower()).split())
    found = {name for name, grant in _GRANTS.items() if grant.search(plain)}
    found |= {name for name in (_gnu(plain), _creative(plain)) if name}
    if _BSD in plain:
        found.add("BSD-3-Clause" if re.search(r"endorse or promote", plain) else "BSD-2-Clause")
    if _ISC.search(plain):
        kept = "copyright notice and this permission notice" in plain
        found.add("ISC" if kept else "0BSD")
    return sorted(found)


def _gnu(plain: str) -> str | None:
    title = _GNU_TITLE.search(plain[:_BEGINNING])
    if title:
        return f"{_GNU[title[1]]}-{title[2] if '.' in title[2] else f'{title[2]}.0'}"
    grant = _GNU_GRANT.search(plain)
    return _GNU[grant[1]] if grant else None


def _creative(plain: str) -> str | None:
    title = _CREATIVE_TITLE.match(plain)
    if not title or "creative commons" not in plain:
        return None
    terms = [_CREATIVE.get(term, term) for term in title[1].split("-")[1:]]
    return "-".join(["CC-BY", *terms, "4.0"])


def _names_a_choice(file: str) -> bool:
    return re.fullmatch(r"licen[sc]e[-_.](?!md$|txt$|rst$).+", file, flags=re.IGNORECASE) is not None
