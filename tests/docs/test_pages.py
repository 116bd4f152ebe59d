"""The pages hold together: links lead somewhere, Python blocks run, lists are those of the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCKS = [
    (page.relative_to(ROOT).as_posix(), number, code)
    for page in PAGES
    for number, code in enumerate(
        re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
]


def prose(page: Path) -> str:
    """Return the page without its code blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = [
        link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)) if "://" not in link
    ]
    assert [link for link in links if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_is_reached_from_the_index_or_stands_at_the_root(page: Path) -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    inside = page.relative_to(ROOT).as_posix().removeprefix("docs/")
    assert (
        page.parent == ROOT or page.name == "index.md" or page.parent.name == "adr" or f"({inside})" in index
    )


@pytest.mark.parametrize(
    ("page", "number", "code"), BLOCKS, ids=[f"{page}-{number}" for page, number, _ in BLOCKS]
)
def test_a_python_block_runs_as_it_stands(page: str, number: int, code: str, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", code]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{page}, block {number}: {run.stderr}"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_record_fits_on_a_page_and_has_every_part(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.split()) <= 700
    assert [part for part in ("## Context", "## Decision", "## Consequences") if part not in text] == []


def test_every_gate_is_explained_to_contributors() -> None:
    gates = re.findall(r"name: '([^']+)'", (ROOT / "js" / "scripts" / "gates.js").read_text(encoding="utf-8"))
    table = (
        (ROOT / "CONTRIBUTING.md")
        .read_text(encoding="utf-8")
        .partition("## The gates")[2]
        .partition("\n\n`npm")[0]
    )
    assert gates
    assert re.findall(r"^\| `([^`]+)` \|", table, flags=re.MULTILINE) == gates


def test_every_manifold_is_described_and_every_described_manifold_exists() -> None:
    folder = ROOT / "python" / "jepa_learning" / "domain" / "manifolds"
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    names = set(re.findall(r'^    name: ClassVar\[str\] = "(\w+)"', code, flags=re.MULTILINE))
    described = re.findall(
        r"^\| `(\w+)` \|",
        (ROOT / "docs" / "reference" / "manifolds.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert names
    assert set(described) == names
    assert len(described) == len(set(described))


def test_every_folder_of_the_readme_exists_and_every_source_folder_stands_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What is where")[2]
    listed = re.findall(r"^([\w./_]+)\s{2,}\S|^(python/\S+) \S", readme, flags=re.MULTILINE)
    paths = {(first or second).rstrip("/") for first, second in listed}
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    package = ROOT / "python" / "jepa_learning"
    folders = {path.parent.relative_to(ROOT).as_posix() for path in package.glob("*/*.py")}
    assert folders <= paths
