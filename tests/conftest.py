"""What holds for every test: hypothesis draws the same examples each time, so that runs can be compared.

`HYPOTHESIS_PROFILE=explore` draws new ones, to look for what nobody thought of.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
