"""One person's case before the gates: evidence and content together, each gate judged once."""

from dataclasses import dataclass, field

from insights.tips.content import Tips
from insights.tips.evidence import Evidence
from insights.tips.gates import State, Verdict, judge
from insights.tips.model import Kind, Level, Tip


@dataclass(frozen=True, slots=True)
class Case:
    """What ``choose`` decides on."""

    evidence: Evidence
    content: Tips
    _judged: dict[tuple[str, bool], Verdict] = field(default_factory=dict)

    @property
    def level(self) -> Level | None:
        """The highest level of an open flag that takes tips away; the content lists highest first."""
        open_levels = {flag.level for flag in self.evidence.flags}
        return next((level for level in self.content.choice.levels if level.level in open_levels), None)

    def verdicts(self, tip: Tip) -> list[Verdict]:
        """The state of each gate before this tip, those before every tip included."""
        for_all = [gate.id for gate in self.content.gates.values() if gate.blocks_all]
        return [self.verdict(gate, tip.kind) for gate in (*tip.blocked_by, *for_all)]

    def verdict(self, gate_id: str, kind: Kind) -> Verdict:
        gate = self.content.gates[gate_id]
        never = gate.cleared_by is not None and kind in gate.cleared_by.never_for
        # A gate is judged alike for every kind of tip but those that its clearance leaves shut.
        key = (gate_id, never)
        if key not in self._judged:
            self._judged[key] = judge(gate, self.evidence, kind)
        return self._judged[key]

    def is_open(self, gate_id: str, tip: Tip) -> bool:
        return self.verdict(gate_id, tip.kind).state is State.OPEN
