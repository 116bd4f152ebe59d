"""What the scanner takes for a secret, and what it leaves alone."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.adapters.secrets.detect_secrets import DetectSecretsScanner

SCANNER = DetectSecretsScanner()


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in SCANNER.find(text)]


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "xoxb-123456789012-abcdefghij0123",
        "sk_live_0123456789abcdefghijABCD",
        "0123456789abcdef0123456789abcdef-us12",
        "SG.0123456789abcdefghijAB.0123456789abcdefghijABCDEFGHIJ0123456789abc",
        "AC0123456789abcdef0123456789abcdef",
    ],
)
def test_what_a_service_issues_is_found_anywhere(secret: str) -> None:
    assert found(f"use {secret} here") == [secret]


@pytest.mark.parametrize("text", ['X="{}"', "run '{}'", "SENTRY={} run"])
@pytest.mark.parametrize(
    "secret",
    ["q8Zt3LmX0vB7nR2kYw5PjH4s", "4f3a9b8c7d6e5f4a3b2c1d0e9f8a7b6c", "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC"],
)
def test_a_generated_text_is_found_in_quotes_and_behind_an_equals_sign(text: str, secret: str) -> None:
    assert found(text.format(secret)) == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
        'git show "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"',
        "id='123e4567-e89b-12d3-a456-426614174000'",
        "src/Module1/VeryLongClassNameNumber2WithMore3.java",
        '"docs/Guides/Version2/HowToBuildThings3AndShipThem.md"',
        "--path=src/Module1/VeryLongClassNameNumber2.java",
        "pytest 'tests/test_everything_that_is_long_2.py'",
        "feature/ABC-1234-rename-the-long-thing",
        "2023-11-14T22:13:20.123456+00:00",
        "",
    ],
)
def test_commits_uuids_paths_and_names_are_left_alone(text: str) -> None:
    assert found(text) == []


@given(st.text(string.ascii_letters + string.digits + "'\"=_-/.: ", max_size=200))
def test_finds_are_in_order_and_do_not_overlap(text: str) -> None:
    spans = list(SCANNER.find(text))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in spans)
