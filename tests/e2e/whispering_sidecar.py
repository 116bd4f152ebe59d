"""A real sidecar that whispers as soon as somebody listens, for nothing makes whispers yet."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jepa_learning import bootstrap
from jepa_learning.application.application import Application
from jepa_learning.application.current_whisper import CurrentWhisper, Listener
from jepa_learning.cli.__main__ import main

HINT = {"id": "w1", "mode": "prediction", "trigger": "switch", "confidence": 0.9}


class Whispering(CurrentWhisper):
    """Shows a whisper to whoever listens."""

    def listen(self, listener: Listener) -> Callable[[], None]:
        leave = super().listen(listener)
        threading.Thread(target=self.show, args=[HINT]).start()
        return leave


def build(*given: Any, **named: Any) -> Application:
    return replace(real(*given, **named), current_whisper=Whispering())


if __name__ == "__main__":
    real, bootstrap.build_application = bootstrap.build_application, build
    sys.exit(main(["serve", *sys.argv[1:]]))
