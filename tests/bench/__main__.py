"""`make bench`: every figure in one run, printed and written as JSON."""

import importlib
import pkgutil
import sys

import tests.bench
from tests.bench.results import Results, show


def main(chosen: list[str]) -> None:
    """Run each module here that has `measure`, or those named."""
    found: Results = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(tests.bench.__path__)):
        if chosen and module not in chosen:
            continue
        measure = getattr(importlib.import_module(f"tests.bench.{module}"), "measure", None)
        if measure is not None:
            found |= measure()
    show(found)


if __name__ == "__main__":
    main(sys.argv[1:])
