"""`python -m jepa_learning`: the same as `python -m jepa_learning.cli`."""

from __future__ import annotations

import sys

from jepa_learning.cli.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
