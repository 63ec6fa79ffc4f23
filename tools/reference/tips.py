"""What each tip says, whom it suits and what shuts it."""

from collections.abc import Iterator

from insights import tips
from insights.tips.model import Gate, Tip
from tools.reference.markdown import document, named


def page() -> str:
    """Every tip and every gate, by id."""
    content = tips.load()
    shut = {
        gate: [tip.id for tip in content.tips.values() if gate in tip.blocked_by] for gate in content.gates
    }
    return document(
        "Relief tips",
        *("\n".join(_tip(tip)) for tip in content.tips.values()),
        "# Gates",
        "A gate that is closed keeps its tips back. One that is unknown, because a deciding question was not asked,"
        f" keeps back tips of these kinds: {', '.join(content.gate_file.unknown_blocks)}.",
        *("\n".join(_gate(gate, shut[gate.id])) for gate in content.gates.values()),
    )


def _tip(tip: Tip) -> Iterator[str]:
    yield from (f"## {tip.id}", "", tip.text, "")
    yield f"- Kind: {tip.kind}. Suits: {', '.join(tip.suits) or 'everybody'}."
    if tip.suits_flags:
        yield f"- Suits while open: {', '.join(tip.suits_flags)}"
    if tip.blocked_by:
        yield f"- Shut by: {', '.join(f'`{gate}`' for gate in tip.blocked_by)}"
    for care in tip.care:
        yield f"- Care{f' (`{care.when}` closed or unknown)' if care.when else ''}: {care.text}"
    yield f"- Evidence: {tip.evidence}. {tip.sure} Sources: {', '.join(tip.sources)}. The article: {tip.article}."
    trial = tip.experiment
    yield f"- Test: {f'{trial.nights} nights, {trial.measure}' if trial.fit else f'none. {trial.why_not}'}"


def _gate(gate: Gate, shuts: list[str]) -> Iterator[str]:
    yield from (f"## {gate.id}", "", f"{gate.name}. {gate.closed}", "")
    for clause in gate.any:
        asked = ", ".join(map(named, getattr(clause, "ids", ()) or filter(None, [getattr(clause, "id", "")])))
        yield f"- Closed when {clause.because}{f' ({asked})' if asked else ''}"
    yield f"- Unknown: {gate.unknown}"
    yield f"- Opens: {gate.opens}"
    if (cleared := gate.cleared_by) is not None:
        yield f"- Opened for {cleared.days} days by {cleared.by}: {cleared.question} ({cleared.rests_on})"
    yield f"- Keeps back: {', '.join(shuts) or 'nothing by itself'}"
