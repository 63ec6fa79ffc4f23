"""What a condition found: true, false, or not decided, and by which answers."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`value` is None when what was asked does not decide it. `items` are the answers that made it true,
    `legs` a mask of the legs they name (0: not said), `on` the newest night among them ("" for none)."""

    value: bool | None
    items: tuple[str, ...] = ()
    legs: int = 0
    on: str = ""


SO, NO, UNDECIDED = Finding(True), Finding(False), Finding(None)


def joined(findings: Iterable[Finding]) -> Finding:
    """Everything that the true ones rest on, as one true finding."""
    items: dict[str, None] = {}
    legs, on = 0, ""
    for finding in findings:
        items.update(dict.fromkeys(finding.items))
        legs |= finding.legs
        on = max(on, finding.on)
    return Finding(True, tuple(items), legs, on)
