"""Propose: from what is found to what could be done about it, each replayed on what happened later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.proposals.companion_hook import companion_hook_for
from jepa_learning.domain.proposals.git_hook import hook_for
from jepa_learning.domain.proposals.name_set import TOGETHER, sets_of
from jepa_learning.domain.proposals.preload_list import preload_for
from jepa_learning.domain.proposals.recipe import recipe_for
from jepa_learning.domain.proposals.remedy import Remedy
from jepa_learning.domain.proposals.runner_workflow import runner_workflow_for
from jepa_learning.domain.proposals.saving import Saving, Use
from jepa_learning.domain.proposals.shell_names import alias_for, correction_for, function_for
from jepa_learning.domain.waste.effects import program_of
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.history import History


@dataclass(frozen=True, slots=True)
class ProposeOptions:
    """What is worth a proposal.

    Attributes:
        learn_share: Of the history: remedies come from it, the rest is replayed.
        least_uses: Foretold, below which nothing is proposed.
        least_uses_each: Foretold of each name of a set.
        most_scatter: From block to block, above which nothing can be foretold.
        most_width: Half of the interval over what is foretold, above which it is not said.
        adoption_events: What it costs to read a proposal, agree to it and remember it; of a set, each name.
        most_names: In a set.
        most_preloaded: Things on a preload list.
        carries_over: Share of a rate that is expected to go on, as `foretell` takes it.
    """

    learn_share: float
    least_uses: float
    least_uses_each: float
    most_scatter: float
    most_width: float
    adoption_events: float
    most_names: int
    most_preloaded: int
    carries_over: float


def remedies_for(
    findings: Sequence[Finding],
    *,
    taken: Collection[str],
    project: str,
    most_preloaded: int,
    soon_s: float,
    installed: Collection[str] = (),
) -> Iterator[Remedy]:
    """Give a remedy for each finding that has one; no two with the same name, or that do the same.

    None is named like a program that is `installed`: it would hide it.
    """
    names, given = {*taken, *installed}, set[tuple[str, tuple[str, ...]]]()
    preload = [one for one in findings if one.kind in {"cold_start", "repeated_read"}]
    for finding in findings:
        remedy = _remedy(finding, names, project)
        if remedy is not None and not set(remedy.names).isdisjoint(installed):
            continue
        if remedy is not None and (remedy.form, remedy.subject) not in given:
            given.add((remedy.form, remedy.subject))
            names.update(remedy.names)
            yield remedy
    companions = [one for one in findings if one.kind == "missing_companion"]
    for remedy in (
        preload_for(preload, project=project, most=most_preloaded),
        companion_hook_for(companions, soon_s=soon_s),
    ):
        if remedy is not None:
            yield remedy


def _remedy(finding: Finding, taken: Collection[str], project: str) -> Remedy | None:
    match finding.kind:
        case "repeated_sequence":
            recipe = recipe_for(finding, project=project, taken=taken)
            script = recipe or function_for(finding, taken=taken)
            return script or runner_workflow_for(finding, taken=taken)
        case "long_command":
            return alias_for(finding, taken=taken)
        case "mistyped":
            return correction_for(finding)
        case "forgotten_step":
            return hook_for(finding)
    return None


def names_taken(acts: Sequence[Act]) -> set[str]:
    """Return the programs that somebody uses: no new name may hide one."""
    return {program_of(act) for act in acts if act.kind in {"command", "tool"}}


def is_worth_it(remedy: Remedy, foretold: Saving, options: ProposeOptions) -> bool:
    """Say whether a remedy is used often and steadily enough, and spares more than it costs to adopt, as far
    as that can be foretold.
    """
    if foretold.uses < options.least_uses or foretold.scatter > options.most_scatter:
        return False
    if not remedy.foretells:
        return True
    if foretold.events == 0.0:
        return foretold.keys > 0.0
    is_sure = foretold.events - foretold.low <= options.most_width * foretold.events
    return is_sure and foretold.low > options.adoption_events * max(1, len(remedy.members))


def put_together(
    remedies: Sequence[Remedy],
    history: History,
    expect: Callable[[Remedy, Sequence[Use]], Saving],
    options: ProposeOptions,
    *,
    adopted: Collection[str] = (),
) -> list[Remedy]:
    """Return the remedies, new names of one form as sets of those that could be worth it, the best first.

    Args:
        remedies: In the order in which they are served.
        history: That they come from.
        expect: Foretells from the uses in it.
        adopted: Ids of what is in use already: it is in no set, and what serves it serves no other.
    """
    apart = [one for one in remedies if one.form in TOGETHER and one.id in adopted]
    others = [one for one in remedies if one.form not in TOGETHER]
    names = [one for one in remedies if one.form in TOGETHER and one.id not in adopted]
    members = kept_with_uses(
        [*apart, *names],
        history,
        lambda remedy, uses: remedy.id in adopted or _is_member(expect(remedy, uses), options),
    )[len(apart) :]
    members.sort(key=lambda member: expect(*member).events, reverse=True)
    return [*apart, *sets_of(members, most=options.most_names), *others]


def _is_member(foretold: Saving, options: ProposeOptions) -> bool:
    """Say whether a name is of use in a set, though it may be too seldom or too unsteady alone."""
    is_used = foretold.uses >= options.least_uses_each and foretold.scatter <= options.most_scatter
    return is_used and foretold.events > options.adoption_events


def is_borne_out(remedy: Remedy, replayed: Saving, options: ProposeOptions) -> bool:
    """Say whether what only warns at commits would have been of use in the later history, however unsteadily:
    commits come in bursts, and a warning that is not needed costs nothing.
    """
    return remedy.commits is not None and replayed.uses >= options.least_uses


def uses_together(remedies: Sequence[Remedy], history: History) -> Sequence[Sequence[Use]]:
    """Return the uses of each remedy if all of them existed: an act serves the first that has a use for it.

    Returns:
        For each remedy its uses, numbered by the acts or the commits of the history, in order.
    """
    return [uses for _, uses in kept_with_uses(remedies, history, lambda remedy, uses: True)]


def kept_with_uses(
    remedies: Sequence[Remedy], history: History, is_kept: Callable[[Remedy, Sequence[Use]], bool]
) -> list[tuple[Remedy, list[Use]]]:
    """Return the remedies that are kept, and their uses: an act serves the first of them that has a use for
    it, so that none that is not kept takes anything from those behind it.

    Args:
        remedies: In the order in which they are served.
        history: In which they are used.
        is_kept: Judges a remedy by the uses that those before it leave.
    """
    numbers = {id(act): number for number, act in enumerate(history.acts)}
    served = [[False] * len(session) for session in history.sessions]
    kept: list[tuple[Remedy, list[Use]]] = []
    for remedy in remedies:
        before = [list(one) for one in served] if remedy.foretells else served
        uses = _uses(remedy, history, served, numbers)
        if is_kept(remedy, uses):
            kept.append((remedy, uses))
        else:
            served = before
    return kept


def _uses(
    remedy: Remedy, history: History, served: Sequence[list[bool]], numbers: Mapping[int, int]
) -> list[Use]:
    """Return the uses of a remedy, and note the acts that they take."""
    found: list[Use] = []
    for session, taken in zip(history.sessions, served, strict=True):
        for use in remedy.uses(session):
            acts = slice(use.at, use.at + use.span)
            if remedy.foretells and use.events >= 0.0 and any(taken[acts]):
                continue
            if remedy.foretells:
                taken[acts] = [True] * use.span
            found.append(replace(use, at=numbers[id(session[use.at])]))
    found += remedy.commits(history.commits) if remedy.commits is not None else []
    return sorted(found, key=lambda use: use.at)
