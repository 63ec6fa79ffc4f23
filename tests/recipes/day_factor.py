"""A day factor: a nap that day."""

from collections.abc import Callable

from tests.recipes.tree import Tree

LABEL = "{en: a nap that day, de: 'Mittagsschlaf an dem Tag', es: 'siesta ese día'}"
WORDS = {
    "insights/profiles/sentences.yaml": "Pain came on {yes} of {asked:# night|# nights} after days with a nap, "
    "and on {yes_other} of {asked_other} after other days",
    "insights/profiles/sentences.de.yaml": "Schmerzen gab es in {yes} von {asked:# Nacht|# Nächten} nach Tagen mit "
    "Mittagsschlaf und in {yes_other} von {asked_other} nach anderen Tagen",
    "insights/profiles/sentences.es.yaml": "Hubo dolor en {yes} de {asked:# noche|# noches} tras días con siesta "
    "y en {yes_other} de {asked_other} tras otros días",
}


def name(tree: Tree) -> None:
    tree.replace(
        "journal/vocabulary/vocabulary.yaml",
        "      slouch:\n",
        f"      nap:\n        label: {LABEL}\n      slouch:\n",
    )


def rate(tree: Tree) -> None:
    line = '  day.slouch: {label: "crossed legs / slumped sitting"'
    new = '  day.nap: {label: "a nap that day", rate: 0.3}\n'
    tree.replace("insights/profiles/background.yaml", line, new + line)
    tree.replace(
        "insights/profiles/nonspecific.yaml",
        "  day.slouch:",
        "  day.nap: {rate: 0.3, confidence: weak}\n  day.slouch:",
    )


def say(tree: Tree) -> None:
    for file, text in WORDS.items():
        tree.replace(
            file, "  day.slouch:\n", f'  day.nap:\n    some: "{text}"\n    none: "{text}"\n  day.slouch:\n'
        )


STEPS: tuple[Callable[[Tree], None], ...] = (name, rate, say)
CHECKS = ("python manage.py check", "pytest tests/insights/profiles")
MISSED = ("name", "rate", "say")
