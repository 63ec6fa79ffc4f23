"""Rule files changed in one place each: what a slip of the pen could do to them, and whether an example notices."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from base.content import Fault
from insights.safety import evaluator, rulebook
from insights.safety.answers import AnswerRules
from insights.safety.evaluator import Evaluation, Verdict
from insights.safety.page import Page
from insights.safety.rulebook import HOME, LEVELS, Rule, Rulebook, load
from insights.safety.view import View, look
from tests.insights.safety.diaries import vectors

WRAPPERS = ("one_leg", "same_leg", "both_legs", "open", "if_asked")
NUMBERS = ("last", "at_least", "spread", "exactly", "intensity", "under", "since", "weeks_of_trouble")
RESTS_ON_FIRED = ("RF10", "RF13", "RF20", "RF26")
# Whom pregnancy may concern is held, at its edge, by test_pregnancy_concerns.py.
SPARED = ("text", "source", "false_alarms", "id", "version", "never_fires", "pregnancy")
SIGNED = ("author", "reviewer", "reviewed_on", "review_by")
READING = ("counts_as", "until_answered", "always_both", "never_follow")


Path = tuple[Any, ...]


@dataclass(frozen=True)
class Mutant:
    """What was changed, and the file's content with that change."""

    says: str
    data: Any


def rule_mutants() -> Iterator[Mutant]:
    """Every rule file with one thing removed, unwrapped or shifted, as an edit of its text would do it:
    what an anchor names changes wherever it is used."""
    for path in sorted((HOME / "rules").glob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        yield from mutants(data["rules"])


def reading_mutants() -> Iterator[Mutant]:
    """How answers are read, and the rows of the strip, with one thing changed: (answers, rows)."""
    answers, strip = (
        yaml.load((HOME / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for name in ("answers.yaml", "strip.yaml")
    )
    answers = {key: value for key, value in answers.items() if key not in SIGNED}
    for each in mutants(answers):
        yield Mutant(f"answers.yaml: {each.says}", (each.data, strip["rows"]))
    for each in mutants(strip["rows"]):
        yield Mutant(f"strip.yaml: {each.says}", (answers, each.data))


def mutants(data: Any) -> Iterator[Mutant]:
    for says, path, value in _changes(data, (), set()):
        changed = copy.deepcopy(data)
        _put(changed, path, value)
        yield Mutant(f"{'.'.join(map(str, path))}: {says}"[:200], changed)


def _changes(value: Any, path: Path, seen: set[int]) -> Iterator[tuple[str, Path, Any]]:
    if not isinstance(value, Mapping | list) or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key not in SPARED:
                yield from _of_key(value, key, each, path)
                yield from _changes(each, (*path, key), seen)
        return
    if path and (len(value) > 1 or (value and path[0] in READING)):
        for place, each in enumerate(value):
            yield f"without {each}", path, [*value[:place], *value[place + 1 :]]
    for place, each in enumerate(value):
        yield from _changes(each, (*path, place), seen)


def _of_key(whole: Mapping[str, Any], key: str, value: Any, path: Path) -> Iterator[tuple[str, Path, Any]]:
    if key in WRAPPERS and path and "asks" not in path:
        yield f"without {key}", path, value
    if key == "level":
        for shift in (-1, 1):
            place = LEVELS.index(value) + shift
            if 0 <= place < len(LEVELS):
                yield f"{LEVELS[place]} for {value}", (*path, key), LEVELS[place]
    if isinstance(value, int) and not isinstance(value, bool):
        for shift in (-1, 1):
            beyond = key in ("last", "reach") and value + shift > load().reading.reach
            if (value + shift > 0 or key == "since") and not beyond:
                yield f"{value + shift} for {value}", (*path, key), value + shift
    if isinstance(value, bool):
        yield f"not {value}", (*path, key), not value
    if key in ("call", "half_of", "untold", "but", "settled_by", "gives_way_to") and (
        key != "gives_way_to" or len(value) == 1
    ):
        yield f"without {key}", path, {name: each for name, each in whole.items() if name != key}


def _put(data: Any, path: Path, value: Any) -> None:
    """Change the content in place, so that what is shared stays shared."""
    for step in path[:-1]:
        data = data[step]
    target = data[path[-1]]
    if isinstance(target, list) and isinstance(value, list):
        target[:] = value
    else:
        data[path[-1]] = value


def rules_of(data: Any) -> list[Rule] | None:
    """The rules of changed content; None when their reader refuses it, which is noticing it as well."""
    found: list[Fault] = []
    rules = [rulebook._rule(Page("mutant", "", item, found)) for item in data]
    return None if found else [rule for rule in rules if rule is not None]


def reading_of(data: Any) -> AnswerRules | None:
    """How answers are read by changed content; None when its reader refuses it."""
    answers, rows = data
    found: list[Fault] = []
    read_rows = tuple(rulebook._row(Page("mutant", "", row, found)) for row in rows)
    read = rulebook._reading(Page("mutant", "", answers, found), read_rows)
    return None if found else read


class Bench:
    """The examples with what the shipped rules say of them, ready to be judged again with one rule changed."""

    def __init__(self) -> None:
        self.book = load()
        self.cases = [Case(self.book, vector) for vector in vectors()]

    def notices(self, mutant: Mutant) -> bool:
        """Whether an example comes out otherwise with these rules in place of the shipped ones."""
        rules = rules_of(mutant.data)
        if rules is None:
            return True
        changed = {rule.id: rule for rule in rules if rule != self.book.rule(rule.id)}
        near_first = sorted(self.cases, key=lambda case: case.about.isdisjoint(changed))
        return any(case.differs(changed) for case in near_first)

    def notices_reading(self, mutant: Mutant) -> bool:
        """Whether an example comes out otherwise when answers are read so."""
        read = reading_of(mutant.data)
        if read is None:
            return True
        changed = replace(self.book, reading=read)
        return any(Case(changed, case.vector).said != case.said for case in self.cases)


class Case:
    def __init__(self, book: Rulebook, vector: dict[str, Any]) -> None:
        self.book, self.vector = book, vector
        self.view: View = look(vector["diary"], vector["today"], book.reading, vector.get("shown", ()))
        self.verdicts: dict[str, Verdict] = {}
        for rule in book.rules:
            self._judge(rule, self.verdicts, self.view)
        self.fired = dict(self.view.fired)
        self.about = {*vector["flags"], *vector.get("undecided", ()), *vector.get("decided", ())}
        self.said = self._evaluation(book, self.verdicts)

    def differs(self, changed: Mapping[str, Rule]) -> bool:
        book = replace(self.book, rules=tuple(changed.get(rule.id, rule) for rule in self.book.rules))
        self.view.fired, self.view.counted = dict(self.fired), {}
        verdicts = dict(self.verdicts)
        for rule in book.rules:
            if rule.id in changed or rule.id in RESTS_ON_FIRED:
                self.view.fired.pop(rule.id, None)
                self._judge(rule, verdicts, self.view)
        return bool(self._evaluation(book, verdicts) != self.said)

    def _judge(self, rule: Rule, verdicts: dict[str, Verdict], view: View) -> None:
        verdict = verdicts[rule.id] = evaluator._judge(rule, view)
        if verdict.finding is not None:
            view.fired[rule.id] = verdict.finding

    def _evaluation(self, book: Rulebook, judged: dict[str, Verdict]) -> Any:
        """What the vector files compare: flags with level and side, and the open questions that they name."""
        verdicts = dict(judged)
        for row in book.reading.rows:
            evaluator._keep_standing(row, self.view, verdicts)
        said = Evaluation(evaluator._flags(book, verdicts), evaluator._gaps(book, self.view, verdicts))
        open_now = {gap.rule: gap.items for gap in said.incomplete}
        undecided = {rule: open_now.get(rule) for rule in self.vector.get("undecided", {})}
        decided = [rule in open_now for rule in self.vector.get("decided", [])]
        flags = {
            flag.rule: (flag.level, flag.side, book.rule(flag.rule).service(flag.level))
            for flag in said.flags
        }
        return flags, undecided, decided
