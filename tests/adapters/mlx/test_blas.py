"""The BLAS that MLX uses on Linux: made once and whole, loaded before mlx, and never a reason to fail.

What loads a library runs in a process of its own: a library that is loaded for everybody stays.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from jepa_learning.adapters.mlx.blas import BlasError, core_type, cpu_flags, make_plain_copy, rename_lines

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems bring a fast BLAS along")

HASWELL = {"avx2", "fma"}
SKYLAKEX = HASWELL | {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}

MULTIPLY = """
import json, os, sys
from pathlib import Path
from jepa_learning.adapters.mlx.blas import load_blas
how = json.loads(sys.argv[1])
if how["mlx_first"]:
    import mlx.core
before = dict(os.environ)
folder, patchelf = Path(how["folder"]), how["patchelf"] and Path(how["patchelf"])
reports = [load_blas(folder, patchelf=patchelf) for _ in range(2)]
import mlx.core as mx
import numpy as np
left, right = np.random.default_rng(7).normal(size=(2, 67, 67)).astype(np.float32)
found = np.array(mx.array(left) @ mx.array(right))
print(json.dumps({
    "libraries": [report.library for report in reports],
    "reasons": [report.reason for report in reports],
    "is_equal": bool(np.allclose(found, left @ right, atol=1e-4)),
    "environment_is_untouched": before == dict(os.environ),
}))
"""


@dataclass(frozen=True)
class Installed:
    """What a process found: whether the product was right, and what was reported, twice."""

    libraries: list[str]
    reasons: list[str | None]
    is_equal: bool
    environment_is_untouched: bool


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the copy."""
    folder = tmp_path_factory.mktemp("made") / "blas"
    assert multiply(folder).reasons == [None, None]
    return folder


def multiply(folder: Path, *, patchelf: Path | None = None, mlx_first: bool = False, **env: str) -> Installed:
    how = {"folder": str(folder), "patchelf": patchelf and str(patchelf), "mlx_first": mlx_first}
    run = subprocess.run(
        [sys.executable, "-c", MULTIPLY, json.dumps(how)],
        env=without_openblas_settings() | env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return Installed(**json.loads(run.stdout))


def without_openblas_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return path


def real_library() -> Path:
    import scipy_openblas32 as openblas

    return Path(openblas.get_lib_dir(), openblas.get_library(fullname=True))


def test_a_line_renames_one_name_and_nothing_else_is_renamed() -> None:
    library = b"\x7fELF\0\0scipy_dgemm_\0scipy_cblas_sgemm\0dgesdd_\0scipy_cblas_sgemm\0not \xffscipy\0"
    assert list(rename_lines(library)) == ["scipy_cblas_sgemm cblas_sgemm\n", "scipy_dgemm_ dgemm_\n"]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [(SKYLAKEX, "SKYLAKEX"), (HASWELL, "HASWELL"), (HASWELL | {"avx512f"}, "HASWELL"), ({"sse2"}, None)],
)
def test_kernels_are_the_best_that_the_flags_allow(flags: set[str], expected: str | None) -> None:
    assert core_type(flags) == expected


def test_flags_are_those_of_the_first_processor() -> None:
    lines = ["processor\t: 0\n", "flags\t\t: fpu avx2\n", "processor\t: 1\n", "flags\t\t: sse\n"]
    assert cpu_flags(lines) == {"fpu", "avx2"}
    assert cpu_flags(["Features\t: fp asimd\n"]) == frozenset()


def test_mlx_multiplies_with_openblas_on_one_thread(made: Path) -> None:
    found = multiply(made)
    assert found.is_equal
    assert found.libraries[0].startswith("OpenBLAS 0.3.")
    assert found.libraries[0].endswith("threads: 1")


def test_a_second_call_reports_the_first_ones_library(made: Path) -> None:
    found = multiply(made)
    assert (found.libraries[0], found.reasons[0]) == (found.libraries[1], found.reasons[1])


def test_no_setting_is_left_in_the_environment(made: Path) -> None:
    assert multiply(made).environment_is_untouched


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="kernels are named by the flags of x86")
def test_the_users_own_choice_of_kernels_stands(made: Path) -> None:
    assert "Katmai" in multiply(made, OPENBLAS_CORETYPE="PRESCOTT").libraries[0]


def test_the_folder_holds_the_copy_alone_and_is_the_users(made: Path) -> None:
    (copy,) = made.iterdir()
    assert copy.name.startswith("libopenblas-0.3.")
    assert made.stat().st_mode & 0o077 == 0


def test_a_copy_that_is_there_is_used_again(made: Path, tmp_path: Path) -> None:
    (copy,) = made.iterdir()
    version = copy.name.split("-")[1]
    found = make_plain_copy(real_library(), made, version=version, patchelf=tmp_path / "none")
    assert found == copy


def test_another_version_gets_a_copy_of_its_own(made: Path, tmp_path: Path) -> None:
    cp = program(tmp_path / "cp", 'while [ "$#" -gt 2 ]; do shift; done; cp "$2" "$1"')
    found = make_plain_copy(real_library(), tmp_path / "blas", version="9.9", patchelf=cp)
    assert found.name not in {copy.name for copy in made.iterdir()}


def test_two_processes_at_once_both_get_it(tmp_path: Path) -> None:
    how = json.dumps({"folder": str(tmp_path / "blas"), "patchelf": None, "mlx_first": False})
    command = [sys.executable, "-c", MULTIPLY, how]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [Installed(**json.loads(process.communicate()[0])) for process in both]
    assert [one.reasons for one in found] == [[None, None]] * 2
    assert len(list((tmp_path / "blas").iterdir())) == 1


def test_a_patchelf_that_fails_leaves_nothing_and_is_quoted(tmp_path: Path) -> None:
    broken = program(tmp_path / "patchelf", "echo first >&2; echo no such section >&2; exit 3")
    with pytest.raises(BlasError, match="ended with code 3 and said: no such section"):
        make_plain_copy(real_library(), tmp_path / "blas", version="1", patchelf=broken)
    assert list((tmp_path / "blas").iterdir()) == []


def test_without_a_working_patchelf_mlx_multiplies_all_the_same(tmp_path: Path) -> None:
    found = multiply(tmp_path / "blas", patchelf=tmp_path / "none")
    assert found.is_equal
    assert found.libraries == ["the slow one in MLX's own wheel"] * 2
    assert "No such file" in str(found.reasons[0])


def test_a_copy_in_which_nothing_was_renamed_is_not_kept(tmp_path: Path) -> None:
    lazy = program(tmp_path / "patchelf", 'for last; do :; done; cp "$last" "$6"')
    found = multiply(tmp_path / "blas", patchelf=lazy)
    assert found.is_equal
    assert "renamed nothing" in str(found.reasons[0])
    assert list((tmp_path / "blas").iterdir()) == []


def test_a_damaged_copy_is_removed_so_that_the_next_start_makes_it_again(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "blas"
    folder.mkdir(mode=0o700)
    (folder / next(made.iterdir()).name).write_bytes(b"half of it")
    found = multiply(folder)
    assert (found.is_equal, found.reasons[1]) == (True, None)
    assert str(found.reasons[0]).startswith("OSError")


def test_nothing_is_loaded_from_a_folder_that_others_can_write_to(tmp_path: Path) -> None:
    (tmp_path / "blas").mkdir()
    (tmp_path / "blas").chmod(0o777)
    assert "others can write" in str(multiply(tmp_path / "blas").reasons[0])


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert multiply(tmp_path / "file" / "blas").is_equal


def test_mlx_that_came_first_keeps_its_own(made: Path) -> None:
    found = multiply(made, mlx_first=True)
    assert found.is_equal
    assert "imported before" in str(found.reasons[0])


def test_an_openblas_that_the_user_preloads_is_taken(made: Path, tmp_path: Path) -> None:
    found = multiply(tmp_path / "unused", LD_PRELOAD=str(next(made.iterdir())))
    assert found.reasons == [None, None]
    assert not (tmp_path / "unused").exists()
