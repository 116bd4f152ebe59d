"""What a licence file grants is told from its words; what is not recognised has no name."""

from __future__ import annotations

import pytest

from jepa_learning.domain.licence import is_permissive, licence_of

MIT = "MIT License\n\nPermission is hereby granted, free of charge, to any\nperson obtaining a copy of this"
APACHE = "   Apache License\n   Version 2.0, January 2004\n   http://www.apache.org/licenses/"
BSD_2 = "Redistribution and use in source and binary forms, with or without\nmodification, are permitted"
BSD_3 = f"{BSD_2}\n* Neither the name of X may be used to endorse or promote products"
ZERO_BSD = "Permission to use, copy, modify, and/or distribute this software for any\npurpose is granted."
ISC = f"{ZERO_BSD}\nProvided that the above copyright notice and this permission notice appear in all copies."
GPL = "          GNU GENERAL PUBLIC LICENSE\n             Version 3, 29 June 2007\n"
LGPL = "        GNU LESSER GENERAL PUBLIC LICENSE\n             Version 2.1, February 1999\n"
AGPL = "        GNU AFFERO GENERAL PUBLIC LICENSE\n             Version 3, 19 November 2007\n"
MPL = "Mozilla Public License Version 2.0\n==========\n\n1. Definitions\n------"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MIT, "MIT"),
        (APACHE, "Apache-2.0"),
        (BSD_2, "BSD-2-Clause"),
        (BSD_3, "BSD-3-Clause"),
        (ISC, "ISC"),
        (ZERO_BSD, "0BSD"),
        (GPL, "GPL-3.0"),
        (LGPL, "LGPL-2.1"),
        (AGPL, "AGPL-3.0"),
        (MPL, "MPL-2.0"),
        ("Attribution 4.0 International\n====\nCreative Commons Corporation", "CC-BY-4.0"),
        ("# Attribution-NonCommercial-ShareAlike 4.0 International\nCreative Commons", "CC-BY-NC-SA-4.0"),
        ("This is free and unencumbered software released into the public domain.", "Unlicense"),
    ],
)
def test_a_text_is_told_by_the_words_that_grant(text: str, name: str) -> None:
    assert licence_of({"LICENSE": text}) == name


def test_a_licence_that_is_only_mentioned_is_not_taken_for_it() -> None:
    text = f"This license is GPL-compatible: see the GNU General Public License.\n{BSD_3}"
    text += "The manual is under the Creative Commons Attribution-ShareAlike 4.0 International license."
    assert licence_of({"LICENSE": text}) == "BSD-3-Clause"


def test_a_grant_of_the_gnu_licence_in_a_short_notice_is_recognised() -> None:
    text = "You can redistribute it under the terms of the GNU General Public License as published"
    assert licence_of({"COPYING": text}) == "GPL"


def test_files_named_after_their_licences_leave_the_choice() -> None:
    assert licence_of({"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE}) == "Apache-2.0 OR MIT"


def test_other_files_hold_together() -> None:
    assert licence_of({"LICENSE": MIT, "COPYING": GPL}) == "GPL-3.0 AND MIT"
    assert licence_of({"LICENSE": MIT, "LICENSE.md": APACHE}) == "Apache-2.0 AND MIT"


def test_without_a_file_or_with_one_that_is_not_recognised_there_is_no_name() -> None:
    assert licence_of({}) is None
    assert licence_of({"LICENSE": "All rights reserved."}) is None
    assert licence_of({"LICENSE": MIT, "LICENSE.other": "Ask us."}) is None


@pytest.mark.parametrize("expression", ["MIT", "Apache-2.0 OR MIT", "BSD-2-Clause AND CC-BY-4.0 AND ISC"])
def test_a_licence_that_asks_for_notices_alone_is_permissive(expression: str) -> None:
    assert is_permissive(expression)


@pytest.mark.parametrize("expression", [None, "GPL-3.0", "GPL-3.0 AND MIT", "MPL-2.0", "CC-BY-SA-4.0"])
def test_any_other_is_not(expression: str | None) -> None:
    assert not is_permissive(expression)
