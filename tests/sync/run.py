"""World after world."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.sync import server as site
from tests.sync.injected import FAULTS
from tests.sync.judge import judge, settle
from tests.sync.phones import Phones
from tests.sync.server import Server
from tests.sync.world import World

STEPS_OF_A_WORLD = 500
KEPT = Path(__file__).with_name("seeds.txt")


@dataclass(slots=True)
class Result:
    """How many steps were made, the trace of each world by its seed, and what broke in which."""

    steps: int = 0
    traces: dict[int, str] = field(default_factory=dict)
    seed: int = 0
    found: list[str] = field(default_factory=list)

    @property
    def letters(self) -> set[str]:
        """The invariants that broke."""
        return {text.split(":")[0] for text in self.found}


def kept_seeds() -> list[int]:
    """Of worlds that failed once, each with what was mended."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return [int(line.split("#")[0]) for line in lines if line.split("#")[0].strip()]


class Simulation:
    """One server and one process of phones, for any number of worlds."""

    def __init__(self, script: Path) -> None:
        site.made_repeatable()
        self._script, self._server = script, Server(("alice", "bob"))

    def run(self, seed: int, steps: int, *, length: int = STEPS_OF_A_WORLD, fault: str = "") -> Result:
        """Worlds of seeds from `seed` on, until as many steps are made or a promise breaks."""
        phones = Phones(self._script, fault=fault)
        result = Result(seed=seed)
        with self._injected(fault):
            while result.steps < steps and not result.found:
                self._play(result.seed, phones, length, result)
                result.seed += not result.found
        phones.close()
        return result

    def _play(self, seed: int, phones: Phones, length: int, result: Result) -> None:
        world = World(seed, self._server, phones)
        for _ in range(length):
            world.step()
        result.steps += world.count
        result.found = settle(world)
        # What is not at rest shows less than it has, and says so.
        result.found += judge(world)
        result.traces[seed] = world.trace.hexdigest()[:16]

    def _injected(self, fault: str) -> AbstractContextManager[Any]:
        return FAULTS[fault][1]() if fault else nullcontext()
