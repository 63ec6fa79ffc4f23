"""What a condition found: true, false, or not decided, and by which answers."""

from collections.abc import Iterable
from dataclasses import dataclass

Rest = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
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


def joined(findings: Iterable[Finding]) -> Finding:
    """Everything that the true ones rest on, as one true finding."""
    rests: dict[Rest, None] = {}
    legs, at = 0, ""
    for finding in findings:
        rests.update(dict.fromkeys(finding.rests))
        legs |= finding.legs
        at = max(at, finding.at)
    return Finding(True, tuple(rests), legs, at)
