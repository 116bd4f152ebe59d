"""What names alone tell of the work."""

import pytest

from jepa_learning.domain.segmentation.kind_of_work import family_of_command, work_of_path


@pytest.mark.parametrize(
    ("path", "work"),
    [
        ("src/router.py", "code"),
        ("tests/conftest.py", "tests"),
        ("pkg/router_test.go", "tests"),
        ("web/app.spec.ts", "tests"),
        ("docs/index.html", "docs"),
        ("README.md", "docs"),
        (".github/workflows/ci.yml", "CI"),
        ("Makefile", "build"),
        ("Cargo.lock", "dependencies"),
        ("config/app.yaml", "config"),
    ],
)
def test_a_path_says_what_it_is_for(path: str, work: str) -> None:
    assert work_of_path(path) == work


@pytest.mark.parametrize(
    ("head", "second", "family"),
    [
        ("git", "push", "versions"),
        ("npm", "test", "tests"),
        ("/usr/bin/curl", "-s", "network"),
        ("x", "", ""),
    ],
)
def test_a_command_says_what_it_is_for(head: str, second: str, family: str) -> None:
    assert family_of_command(head, second) == family
