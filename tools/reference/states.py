"""What may follow what: diagrams of every state machine."""

from accounts.models.sharing import CONSENT, INVITATION
from base.states import StateMachine
from delivery.models.mail import MAIL
from delivery.models.push import PUSH
from insights.models import EXPERIMENT, FLAG
from tools.reference.markdown import document, table

MACHINES: dict[str, StateMachine] = {
    "Mail": MAIL,
    "Push": PUSH,
    "Experiment": EXPERIMENT,
    "Consent": CONSENT,
    "Invitation": INVITATION,
    "Flag": FLAG,
}


def page() -> str:
    """All machines, each as a diagram and a table of its causes."""
    return document("States", *(_part(name, machine) for name, machine in MACHINES.items()))


def _part(name: str, machine: StateMachine) -> str:
    diagram = ["```mermaid", "stateDiagram-v2"]
    diagram += [f"  [*] --> {state}" for state in machine.first]
    diagram += [f"  {move.before} --> {move.after}" for move in machine.moves]
    last = [state for state in machine.states if state not in {move.before for move in machine.moves}]
    diagram += [f"  {state} --> [*]" for state in last]
    causes = table(("from", "to", "when"), ((move.before, move.after, move.cause) for move in machine.moves))
    return "\n".join([f"## {name}", "", *diagram, "```", "", causes])
