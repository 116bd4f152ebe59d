"""What every secret scanner does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jepa_learning.adapters.memory.secret_scanner import MemorySecretScanner
from jepa_learning.adapters.secrets.detect_secrets import DetectSecretsScanner
from jepa_learning.ports.secret_scanner import SecretScanner

SECRET = "AKIAIOSFODNN7EXAMPLE"
SCANNERS: dict[str, Callable[[], SecretScanner]] = {
    "memory": lambda: MemorySecretScanner([SECRET, "AKIA"]),
    "detect-secrets": DetectSecretsScanner,
}


@pytest.fixture(params=SCANNERS)
def scanner(request: pytest.FixtureRequest) -> SecretScanner:
    return SCANNERS[request.param]()


def test_every_occurrence_is_found_whole(scanner: SecretScanner) -> None:
    assert list(scanner.find(f"{SECRET} and {SECRET}")) == [(0, 20), (25, 45)]


@pytest.mark.parametrize("text", ["", "nothing to see", "line\nline\n"])
def test_nothing_is_found_where_there_is_nothing(scanner: SecretScanner, text: str) -> None:
    assert list(scanner.find(text)) == []
