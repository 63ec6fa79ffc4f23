"""Branches that the lanes without a browser walk, all together, and that they become no fewer.

`python -m tests.coverage FILE...` reads what SlipCover wrote for each lane; it ends with 1 below the floor.
"""

import json
import sys
from pathlib import Path
from typing import Any

import slipcover
from slipcover.slipcover import add_summaries

# Percent of the branches of our own packages; raised when it has risen, and never lowered to let a change pass.
FLOOR = 91.0


def together(files: list[Path]) -> dict[str, Any]:
    """What the lanes of `files` walked, as one, in SlipCover's form (`files`, `summary`)."""
    first, *others = [json.loads(file.read_text()) for file in files]
    for other in others:
        slipcover.merge_coverage(first, other)
    add_summaries(first)
    whole: dict[str, Any] = first
    return whole


def percent(summary: dict[str, int]) -> float:
    """Walked branches, 0 to 100."""
    walked, left = summary["covered_branches"], summary["missing_branches"]
    return 100 * walked / (walked + left)


def main(files: list[Path]) -> int:
    """Prints the share of each package and of all; 1 where it is below the floor."""
    whole = together(files)
    packages: dict[str, dict[str, int]] = {}
    for name, told in whole["files"].items():
        package = packages.setdefault(name.split("/")[0], {"covered_branches": 0, "missing_branches": 0})
        for key in package:
            package[key] += told["summary"][key]
    for name, summary in sorted(packages.items()):
        if any(summary.values()):
            print(f"branches walked in {name}: {percent(summary):.1f} %")
    share = percent(whole["summary"])
    print(f"branches walked: {share:.1f} % (floor {FLOOR} %)")
    return int(share < FLOOR)


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
