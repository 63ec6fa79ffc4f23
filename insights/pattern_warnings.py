"""The words of safety rules that must stand beside a pattern wherever it is named. No words, no pattern."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from base.content import Fault
from insights.profiles.loader import load as load_profiles
from insights.safety.content import sentences
from insights.safety.rulebook import LEVELS
from insights.safety.rulebook import load as load_rules

# A rule and its level.
Open = tuple[str, str]
View = dict[str, Any]


def warnings_beside(pattern: str, open_flags: Iterable[Open]) -> list[Open]:
    """The most urgent of the pattern's rules that stands open, or its least warning where none is as urgent.

    Empty for a pattern that needs no warning.
    """
    known = load_profiles().patterns.get(pattern)
    if known is None or known.least_warning is None:
        return []
    least = (known.least_warning.rule, known.least_warning.level)
    standing = [flag for flag in open_flags if flag[0] in known.shown_with]
    return [min([*standing, least], key=lambda flag: LEVELS.index(flag[1]))]


def warning_document(rule: str, level: str, language: str) -> dict[str, Any]:
    """The words of a rule at a level; `signed` is None until a clinician has signed them in this language."""
    words = load_rules().rule(rule).words(language)
    return {
        "rule": rule,
        "level": level,
        "message": words.message.get(level) or next(iter(words.message.values())),
        "signed": words.signed_off,
        "status": None if words.signed_off else sentences(language).text["unsigned"],
    }


def status_of(pattern: str, language: str) -> str | None:
    """That no clinician has signed what a pattern's card says in this language; None once its texts are signed."""
    content = load_profiles()
    known = content.patterns.get(pattern)
    signed = known is not None and known.words(language).signed_off is not None
    return None if signed and content.say(language).signed else sentences(language).text["unsigned"]


def with_warnings(view: Mapping[str, Any], flags: Sequence[Mapping[str, Any]], language: str) -> View:
    """A comparison as it is served, each pattern with its `warnings`; also those that came, went or were renamed.

    `flags` are those open, with `rule` and `level`. Worked out when read: a kept comparison may be older than the
    flags, the content and the reader's language.
    """
    open_flags = [(flag["rule"], flag["level"]) for flag in flags]

    def warned(row: Mapping[str, Any]) -> View:
        beside = warnings_beside(row["id"], open_flags)
        return {**row, "warnings": [warning_document(*flag, language) for flag in beside]}

    def whole(row: Mapping[str, Any]) -> View:
        return {**warned(row), "status": status_of(row["id"], language)}

    changed = view.get("changed")
    if changed:
        changed = {
            **changed,
            "patterns": [warned(row) for row in changed["patterns"]],
            "earlier": [whole(row) for row in changed["earlier"]],
        }
    found = {**view, "profiles": [whole(row) for row in view["profiles"]]}
    return {**found, "changed": changed} if "changed" in view else found


def faults() -> list[Fault]:
    """Patterns that name a rule or a level that has no words."""
    rules = {rule.id: rule for rule in load_rules().rules}
    found = []
    for pattern in load_profiles().patterns.values():
        file, least = f"{pattern.id}.yaml", pattern.least_warning
        found += [
            Fault(file, "shown_with", f"names {rule}, which is no rule", "Use the id of a safety rule.")
            for rule in pattern.shown_with
            if rule not in rules
        ]
        if least and least.rule in rules and least.level not in rules[least.rule].text["en"].message:
            hint = "Use a level of the rule."
            found.append(Fault(file, "least_warning", f"{least.rule} has no words for {least.level}", hint))
    return found
