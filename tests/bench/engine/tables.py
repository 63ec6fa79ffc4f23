"""What a part of the benchmark hands over: tables, targets met or missed, pictures, in plain Markdown."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """One promise: what, the figure, the bound, and whether it is kept."""

    what: str
    found: float
    bound: str
    kept: bool


def at_least(what: str, found: float, bound: float) -> Target:
    return Target(what, float(found), f"≥ {bound:g}", bool(found >= bound))


def at_most(what: str, found: float, bound: float) -> Target:
    return Target(what, float(found), f"≤ {bound:g}", bool(found <= bound))


@dataclass(slots=True)
class Part:
    """One part of the report, filled from top to bottom."""

    title: str
    lines: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.lines += [text, ""]

    def table(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self.lines += [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows), ""]

    def picture(self, path: Path, alt: str) -> None:
        self.lines += [f"![{alt}]({path.parent.name}/{path.name})", ""]

    def promise(self, target: Target) -> None:
        self.targets.append(target)

    def markdown(self) -> str:
        rows = [
            (one.what, figure(one.found), one.bound, "yes" if one.kept else "**no**") for one in self.targets
        ]
        head = ("target", "measured", "bound", "met")
        targets = [_row(head), _row(["---"] * 4), *(_row(row) for row in rows), ""] if rows else []
        return "\n".join([f"## {self.title}", "", *self.lines, *targets])


def keep(part: Part, path: Path) -> None:
    """Write a measured part where the report will be put together from."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(part), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def recall(path: Path) -> Part:
    """The part as it was measured."""
    said = json.loads(path.read_text(encoding="utf-8"))
    return Part(said["title"], said["lines"], [Target(**target) for target in said["targets"]])


def figure(value: object) -> str:
    """A share to three places, anything large to whole numbers."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3f}"


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(figure(cell) for cell in cells) + " |"
