"""What a condition found: true, false, or not decided, and by which answers."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Rest = tuple[str, str]


class Finding(NamedTuple):
    """`value` is None when what was asked does not decide it. `rests` are the answers that made it true, as
    (id, night), the night "" for health background; `legs` a mask of the legs they name (0: not said);
    `at` the newest instant at which one of them was given ("": not known)."""

    value: bool | None
    rests: tuple[Rest, ...] = ()
    legs: int = 0
    at: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """The ids it rests on, in alphabetical order."""
        return tuple(sorted({name for name, _ in self.rests}))

    @property
    def on(self) -> str:
        """The newest night it rests on; "" when background alone made it true."""
        return max((night for _, night in self.rests), default="")

    @property
    def told(self) -> str:
        """What orders findings in time: the newest instant, or the newest night where no instant is known."""
        return self.at or self.on


SO, NO, UNDECIDED = Finding(True), Finding(False), Finding(None)


def enough(number: int, findings: Iterable[Finding]) -> Finding:
    """Whether so many of these are true, undecided while those not asked could still make it so."""
    true, unknown = [], 0
    for finding in findings:
        if finding.value:
            true.append(finding)
        elif finding.value is None:
            unknown += 1
    if len(true) >= number:
        return joined(true)
    return UNDECIDED if len(true) + unknown >= number else NO


def joined(findings: Sequence[Finding]) -> Finding:
    """Everything that the true ones rest on, as one true finding."""
    if len(findings) == 1:
        return findings[0]
    rests: dict[Rest, None] = {}
    legs, at = 0, ""
    for finding in findings:
        rests.update(dict.fromkeys(finding.rests))
        legs |= finding.legs
        at = max(at, finding.at)
    return Finding(True, tuple(rests), legs, at)
