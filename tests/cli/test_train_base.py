"""`python -m jepa_learning train-base` makes a model, its card and its registry entry from clones."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.adapters.mlx.networks import SMALL  # loads a fast BLAS once
from tests.adapters.sources.history_builder import HistoryBuilder

from jepa_learning.bootstrap import build_train_base
from jepa_learning.cli.__main__ import main
from jepa_learning.config.layers import load_settings
from jepa_learning.folders import locate

FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")
MIT = b"Permission is hereby granted, free of charge, to any person obtaining a copy of this software\n"
GPL = b"GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n"
TINY = {
    "steps": 5,
    "dimension": SMALL.dimension,
    "buckets": SMALL.buckets,
    "least_lessons": 10,
    "checkpoint_every": 2,
    "batch": 16,
}


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_machine("one", tmp_path, monkeypatch)


def use_machine(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders in which nothing was kept yet."""
    for folder in FOLDERS:
        monkeypatch.setenv(folder, str(tmp_path / name / folder.lower()))


@pytest.fixture
def repos(tmp_path: Path) -> Path:
    folder = tmp_path / "repos"
    for name in ("ann+alpha", "bob+beta", "cy+gamma"):
        clone(folder / name, licence=MIT)
    return folder


def clone(root: Path, *, licence: bytes) -> None:
    history = HistoryBuilder(root)
    files: dict[str, bytes] = {"LICENSE": licence}
    for place in range(30):
        for name in ("model", "test_model") if place % 3 else ("view", "style"):
            files[f"src/{name}{place % 4}.py"] = f"{root.name} {place}\n".encode()
        history.commit(files, message=f"Change the {'model' if place % 3 else 'view'} again")


def settings(**given: int) -> list[str]:
    return [f"jepa.base.{name}={value}" for name, value in {**TINY, **given}.items()]


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path, **given: int) -> tuple[int, Any]:
    chosen = [word for one in settings(**given) for word in ("--set", one)]
    code = main(["train-base", "--json", *chosen, *map(str, arguments)])
    return code, json.loads(capsys.readouterr().out)


def sha256(folder: Path) -> str:
    return hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest()


def test_a_model_is_made_with_its_card_and_its_registry_entry(
    repos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clone(repos / "dan+copyleft", licence=GPL)
    out = tmp_path / "models" / "base"
    code, found = run(capsys, "--repos", repos, "--out", out, "--folds", "3")
    assert code == 0
    assert found["model"]["sha256"] == sha256(out)
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| ann/alpha |" in card
    assert "dan/copyleft" in card.partition("Left out:")[2].partition("##")[0]
    assert "| mean | 189 |" in card
    (listed,) = yaml.safe_load((tmp_path / "models" / "registry.yaml").read_text(encoding="utf-8"))["models"]
    assert (listed["name"], listed["version"], listed["sha256"]) == ("base", 1, sha256(out))
    assert 0.0 < listed["metrics"]["alone_hit_at_10"] <= 1.0


def test_a_council_is_made_with_its_card_and_its_registry_entry_and_the_same_again(
    repos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def train(name: str) -> Path:
        out = tmp_path / name / "council"
        chosen = ("--kind", "council", "--folds", "3", "--set", "jepa.base.council.steps=6")
        code, _ = run(capsys, "--repos", repos, "--out", out, *chosen)
        assert code == 0
        return out

    first = train("first")
    assert {path.name for path in first.iterdir()} == {"README.md", "config.json", "weights.npz"}
    card = (first / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# The council\n")
    assert "6 steps; opinions 29, hidden 32." in card
    assert "--kind council --repos clones --out models/council" in card
    assert "| mean | 189 |" in card
    use_machine("two", tmp_path, monkeypatch)
    assert (train("second") / "weights.npz").read_bytes() == (first / "weights.npz").read_bytes()
    (listed,) = yaml.safe_load((tmp_path / "first/registry.yaml").read_text(encoding="utf-8"))["models"]
    assert (listed["name"], set(listed["files"])) == ("council", {"README.md", "config.json", "weights.npz"})


def test_the_same_seed_gives_the_same_weights_on_a_machine_that_kept_nothing(
    repos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--repos", repos, "--out", tmp_path / "first")
    use_machine("two", tmp_path, monkeypatch)
    run(capsys, "--repos", repos, "--out", tmp_path / "second")
    assert sha256(tmp_path / "first") == sha256(tmp_path / "second")
    assert (tmp_path / "first" / "README.md").read_text() == (tmp_path / "second" / "README.md").read_text()
    run(capsys, "--repos", repos, "--out", tmp_path / "third", "--set", "jepa.seed=1")
    assert sha256(tmp_path / "first") != sha256(tmp_path / "third")


def test_one_that_was_stopped_ends_as_one_that_ran_through(
    repos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--repos", repos, "--out", tmp_path / "through")
    use_machine("two", tmp_path, monkeypatch)

    def stop(words: str, done: int, total: int) -> None:
        if words.startswith("training") and done == 2:
            raise KeyboardInterrupt

    chosen = load_settings(environ=os.environ, overrides=settings()).settings
    train = build_train_base(chosen, locate(os.environ, uid=os.getuid()), kind="file", tell=stop)
    with pytest.raises(KeyboardInterrupt):
        train(repos, tmp_path / "stopped", folds=0, any_licence=False)
    assert not (tmp_path / "stopped").exists()
    assert main(["train-base", "--repos", str(repos), "--out", str(tmp_path / "stopped"), *_set()]) == 0
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(one["done"], one["total"]) for one in told] == [(4, 5), (5, 5)]
    assert sha256(tmp_path / "stopped") == sha256(tmp_path / "through")


def _set() -> list[str]:
    return [word for one in settings() for word in ("--set", one)]


def test_a_model_that_is_too_large_is_refused(
    repos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = run(capsys, "--repos", repos, "--out", tmp_path / "models" / "base", most_bytes=2000)
    assert (code, found["error"]["code"]) == (1, "store_unusable")
    assert not (tmp_path / "models").exists()


def test_what_is_listed_is_what_a_card_can_be_written_from_for_weights_that_are_there(
    repos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "models" / "base"
    run(capsys, "--repos", repos, "--out", out)
    before = sha256(out)
    _, facts = run(capsys, "--repos", repos, "--list")
    facts.update(notes=["Trained on a rainy day."], steps=1234)
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    code, found = run(capsys, "--out", out, "--facts", tmp_path / "facts.json")
    card = (out / "README.md").read_text(encoding="utf-8")
    assert code == 0
    assert "1,234 steps" in card
    assert "Trained on a rainy day." in card
    assert (found["model"]["version"], sha256(out)) == (1, before)


def test_a_folder_without_clones_is_an_error_that_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    code, found = run(capsys, "--repos", tmp_path / "empty", "--out", tmp_path / "out")
    assert (code, found["error"]["code"]) == (1, "request_invalid")
    assert "--any-licence" in found["error"]["message"]


@pytest.mark.parametrize("missing", ["repos", "out"])
def test_a_folder_that_was_not_given_is_asked_for(
    missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"repos": tmp_path, "out": tmp_path / "out"}
    given.pop(missing)
    code, found = run(capsys, *(word for name, path in given.items() for word in (f"--{name}", path)))
    assert (code, found["error"]["message"]) == (1, f"--{missing} is missing: expected --{missing} DIR")
