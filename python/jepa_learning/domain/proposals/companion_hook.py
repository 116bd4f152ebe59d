"""Companion hook: git says before a commit what is left out of it, by what usually changes together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import join
from shlex import quote

from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.saving import Use
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.history import Commit
from jepa_learning.domain.waste.missing_companion import following

_HOOK = "pre-commit"
_HEAD = """\
#!/bin/sh
# jepa-learning: says what usually changes with what is committed; it never blocks
changed=$(git -c core.quotePath=false diff --cached --name-only)
usually_with() {
    printf '%s\\n' "$changed" | grep -qxF -e "$1" || return 0
    printf '%s\\n' "$changed" | grep -qxF -e "$2" && return 0
    [ -e "$2" ] && echo "You changed $1; $2 usually changes with it." >&2
}
"""


def companion_hook_for(findings: Sequence[Finding], *, soon_s: float) -> Remedy | None:
    """Return one hook for all companions that one project's commits lacked, those first that cost most."""
    project = findings[0].subject[2] if findings else ""
    ranked = [one for one in findings if one.subject[2] == project and all(map(str.isprintable, one.subject))]
    pairs = tuple(one.subject[:2] for one in sorted(ranked, key=lambda one: -one.count))
    if not pairs or not project:
        return None
    more = f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""
    return Remedy(
        form="git_hook",
        subject=(_HOOK, project, *(name for pair in pairs for name in pair)),
        title=f"{_HOOK} warns when {pairs[0][1]} is left out beside {pairs[0][0]}{more}",
        names=(_HOOK,),
        spares=1.0,
        risk="medium",
        evidence=tuple(act for one in ranked for acts in reversed(one.instances) for act in acts),
        waste=ranked[0].kind,
        uses=lambda session: [],
        changes=lambda places: _changes(places, pairs),
        commits=lambda commits: list(_spared(commits, dict.fromkeys(pairs), soon_s)),
    )


def _spared(commits: Sequence[Commit], pairs: dict[tuple[str, ...], None], soon_s: float) -> Iterator[Use]:
    """Give the commits behind which another one only had to follow because a companion was left out."""
    after = following(commits, soon_s=soon_s)
    for number, behind in after.items():
        files = set(commits[number].files)
        late = set(behind.files) - files
        if any(file in files and companion in late for file, companion in pairs):
            yield Use(number, 1.0)


def _changes(places: Places, pairs: Sequence[tuple[str, ...]]) -> Sequence[FileChange]:
    """A hook that is there already is somebody's own: nothing is proposed then."""
    path = join(places.hooks, _HOOK)
    if not places.hooks or places.read(path) is not None:
        return []
    rules = "".join(f"usually_with {quote(file)} {quote(companion)}\n" for file, companion in pairs)
    return [FileChange(path, None, f"{_HEAD}{rules}exit 0\n", executable=True)]
