"""Signals reach who waits for them, and nobody else."""

from jepa_learning.domain.signals import CONTEXT_SWITCH_DETECTED, Signal, Signals

SWITCH = Signal(CONTEXT_SWITCH_DETECTED, 1.0, {"context": "httpx: tests"})


def test_who_subscribed_to_the_name_hears_it_until_it_has_enough() -> None:
    signals, heard = Signals(), []
    unsubscribe = signals.subscribe(CONTEXT_SWITCH_DETECTED, heard.append)

    signals.tell(SWITCH)
    signals.tell(Signal("inefficiency_detected", 2.0))
    unsubscribe()
    unsubscribe()
    signals.tell(SWITCH)

    assert heard == [SWITCH]


def test_a_listener_that_fails_keeps_nobody_else_from_hearing() -> None:
    errors: list[Exception] = []
    heard: list[Signal] = []
    signals = Signals(failed=errors.append)

    def fail(signal: Signal) -> None:
        raise ValueError(signal.name)

    signals.subscribe(CONTEXT_SWITCH_DETECTED, fail)
    signals.subscribe(CONTEXT_SWITCH_DETECTED, heard.append)
    signals.tell(SWITCH)

    assert heard == [SWITCH]
    assert [str(error) for error in errors] == [CONTEXT_SWITCH_DETECTED]


def test_the_last_hundred_are_remembered_until_they_are_forgotten() -> None:
    signals = Signals()
    for number in range(130):
        signals.tell(Signal("a", float(number)))

    assert [signal.time for signal in signals.recent("a")] == [float(number) for number in range(30, 130)]
    assert signals.recent("b") == []

    signals.forget()

    assert signals.recent("a") == []
