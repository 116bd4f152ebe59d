"""`python -m jepa_learning`: as `python -m jepa_learning.cli`, with one thread for linear algebra."""

from __future__ import annotations

import os
import sys


def start() -> int:
    """Run the command line; return its exit code."""
    # The matrices here are small: a second BLAS thread gains nothing, and stalls when the other core is busy.
    # numpy reads this when it is first imported, so it is set before anything else is.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from jepa_learning.cli.__main__ import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
