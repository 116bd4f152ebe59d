"""The head of a command line says what is run, and nothing of what it is run on."""

from __future__ import annotations

import pytest

from jepa_learning.domain.command_head import head_of


@pytest.mark.parametrize(
    ("command", "head"),
    [
        ("ls -la /tmp", "ls"),
        ("git status --short", "git status"),
        ("git -C /srv/shop log --oneline -5", "git log"),
        ("cd /srv/shop && git diff", "git diff"),
        ("export STAGE=test && ./run.sh --fast", "./run.sh"),
        ("FOO=1 BAR='a b' npm test 2>&1 | tail -5", "npm test"),
        ("sudo make build", "make build"),
        ("python3.12 -m pytest tests -q", "python3.12 -m pytest"),
        ("python script.py", "python"),
        ("/usr/bin/grep -r x .", "grep"),
        ("~/bin/deploy.sh prod", "./deploy.sh"),
        ("# say why\ngo test ./...", "go test"),
        ("BASE=$(git merge-base main HEAD) && echo $BASE", "git merge-base"),
        ("(cd sub && cargo build)", "cargo build"),
        ("\\\n  A=1 \\\n  bash x.sh", "bash"),
        ("cat <<'EOF' > a.txt\nsecret words\nEOF", "cat"),
        ("echo 'it's open", "echo"),
        ("cd /srv/shop", "cd"),
        ("docker compose up -d", "docker compose"),
        ("", ""),
        ("$(rm -rf x)", ""),
        ("&& ||", ""),
    ],
)
def test_the_head_of_a_command(command: str, head: str) -> None:
    assert head_of(command) == head


def test_a_head_is_short_whatever_the_command() -> None:
    assert len(head_of("x" * 10_000)) == 60
