"""A language, French in words of another: what is translated is a translator's work, where it stands is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from base.content import parse
from tests.recipes.tree import Tree

FORMS = (
    '    "fr": Language("Français", day="j F", weekday="l j F", short="D j M", brief="j M", decimal=","),\n'
)
APPS = ("accounts", "journal", "insights", "care", "delivery")


def define(tree: Tree) -> None:
    tree.replace("base/languages.py", '"es"]', '"es", "fr"]')
    tree.replace("base/languages.py", "\n}\n", f"\n{FORMS}}}\n")


def migrate(tree: Tree) -> None:
    tree.made("python", "manage.py", "makemigrations", "accounts", "-n", "french")


def form(tree: Tree) -> None:
    tree.made("ruff", "format", "accounts")


def translate(tree: Tree) -> None:
    for app in APPS:
        for path in sorted((tree.place / app).rglob("*.yaml")):
            _translate(tree, str(path.relative_to(tree.place)))


def _translate(tree: Tree, file: str) -> None:
    """A file of one language has a copy; one that says a text in each says it in one more."""
    path = Path(file)
    if path.stem.split(".")[-1] == "de" and not file.startswith("insights/safety/services/"):
        tree.write(str(path.with_name(path.name.replace("de.", "fr."))), tree.read(file))
    data, faults = parse(tree.place / file)
    assert not faults
    if _say_too(data):
        tree.write(file, yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000))


def _say_too(data: Any) -> bool:
    """Whether the data says something in each language; then it does so in French."""
    held = list(data.values()) if isinstance(data, dict) else data if isinstance(data, list) else []
    said = isinstance(data, dict) and {"de", "es"} <= data.keys()
    if said:
        data["fr"] = data["de"]
    below = [_say_too(each) for each in held]
    return said or any(below)


def show(tree: Tree) -> None:
    names, rules = "pwa/src/i18n/i18n.svelte.ts", "pwa/src/warnings/texts.ts"
    tree.replace(names, "es: 'Español' }", "es: 'Español', fr: 'Français' }")
    for file, begins in ((names, "  es: { first:"), (rules, "  es: () =>")):
        [line] = [line for line in tree.read(file).splitlines() if line.startswith(begins)]
        french = line.replace("es:", "fr:").replace("/es.json", "/fr.json")
        tree.after(file, line, f"\n{french}")
    tree.write("pwa/src/i18n/messages/fr.json", tree.read("pwa/src/i18n/messages/de.json"))


STEPS: tuple[Callable[[Tree], None], ...] = (define, translate, show, migrate, form)
CHECKS = (
    "python manage.py check",
    "python manage.py makemigrations --check --dry-run",
    "pytest tests/base/test_languages.py",
    "ruff format --check accounts",
)
MISSED = ("translate", "show", "migrate", "form")
