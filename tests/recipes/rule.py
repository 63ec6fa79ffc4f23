"""A rule: stiffness is worth a routine appointment."""

from collections.abc import Callable

from tests.recipes.tree import Tree

RULE = """
  - id: RF39
    version: 1
    when:
      - level: routine
        if: sign.stiff
    asks: [sign.stiff]
    source: [article C14]
    false_alarms: Most stiffness passes.
    text:
      en:
        signed_off: null
        title: Stiff legs
        message:
          routine: Stiff legs are worth a routine appointment. Take your log.
        on_the_phone: "Say: my legs are stiff at night."
      de:
        signed_off: null
        title: Steife Beine
        message:
          routine: Steife Beine sind einen Termin wert. Nehmen Sie Ihr Tagebuch mit.
        on_the_phone: "Sagen Sie: Meine Beine sind nachts steif."
      es:
        signed_off: null
        title: Piernas rígidas
        message:
          routine: Las piernas rígidas merecen una consulta normal. Lleve su diario.
        on_the_phone: "Diga: tengo las piernas rígidas por la noche."
"""
VECTORS = "tests/insights/safety/vectors"
EXAMPLES = """- {says: Stiff legs, nights: [{ago: 0, pain: false, signs: {stiff: true}}], flags: {RF39: routine}}
- {says: No stiff legs, nights: [{ago: 0, pain: false, signs: {stiff: false}}], flags: {}, decided: [RF39]}
- {says: Stiff legs not asked, nights: [{ago: 0, pain: false}], flags: {}, undecided: {RF39: [sign.stiff]}}
"""


def write(tree: Tree) -> None:
    tree.append("insights/safety/rules/routine.yaml", RULE)


def place(tree: Tree) -> None:
    """Whoever is stiff names no leg."""
    tree.replace("insights/safety/ledger.yaml", "RF37, RF38]", "RF37, RF38, RF39]")


def show(tree: Tree) -> None:
    tree.append(f"{VECTORS}/routine.yaml", EXAMPLES)


def number(tree: Tree) -> None:
    tree.replace("tests/insights/safety/test_census.py", "range(1, 39)", "range(1, 40)")


def document(tree: Tree) -> None:
    tree.made("python", "manage.py", "reference")


STEPS: tuple[Callable[[Tree], None], ...] = (write, place, show, number, document)
CHECKS = (
    "python manage.py check",
    "python manage.py reference --check",
    "pytest tests/insights/safety/test_census.py tests/insights/safety/test_vectors.py "
    "tests/insights/safety/test_legs.py",
)
MISSED = ("place", "show", "number", "document")
