"""The figures of the alarm load: rates against the budget, time to the first warning, what each question spares."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from insights.safety import content
from insights.safety.order import LEVELS
from tests.bench.alarms.judging import Course
from tools.simulation.safety import Family, safety_rates

URGENT = LEVELS[:-1]


@dataclass(frozen=True, slots=True)
class Load:
    """Warnings raised for 1,000 logged nights, by level and by rule and level."""

    people: int
    nights: int
    by_level: dict[str, float]
    by_rule: dict[tuple[str, str], float]
    with_any: float

    @property
    def all(self) -> float:
        """Every one but routine."""
        return sum(self.by_level[level] for level in URGENT)

    def family(self, family: Family) -> float:
        """Of these rules, routine left out; of a family without rules, of every rule that no family names."""
        named = {rule for each in safety_rates().budget.families for rule in each.rules}
        mine = set(family.rules) or {rule for rule, _ in self.by_rule} - named
        return sum(n for (rule, level), n in self.by_rule.items() if rule in mine and level in URGENT)


def load(courses: Sequence[Course]) -> Load:
    """The load of these people together; no night at all is no load."""
    nights = sum(course.nights for course in courses)
    rules = Counter((one.rule, one.level) for course in courses for one in course.raised)
    levels = Counter(level for _, level in rules.elements())
    per = 1000 / nights if nights else 0.0
    warned = sum(any(one.level in URGENT for one in course.raised) for course in courses)
    return Load(
        people=len(courses),
        nights=nights,
        by_level={level: levels[level] * per for level in LEVELS},
        by_rule={key: number * per for key, number in sorted(rules.items())},
        with_any=warned / len(courses) if courses else 0.0,
    )


def days_to_first(courses: Iterable[Course], condition: str) -> list[int | None]:
    """For each person with the condition, the days from its beginning to the first warning that catches it."""
    caught_by = safety_rates().conditions[condition].caught_by
    found: list[int | None] = []
    for course in courses:
        since = course.conditions[condition]
        days = [
            (one.on - since).days
            for one in course.raised
            if one.rule in caught_by and one.level in URGENT and one.on >= since
        ]
        found.append(min(days, default=None))
    return found


def load_lines(load: Load) -> list[str]:
    """The table of people without a condition, each figure beside its budget."""
    budget = safety_rates().budget
    lines = [f"| {level} | {load.by_level[level]:.2f} | {budget.levels.get(level, '')} |" for level in LEVELS]
    lines.append(f"| **all but routine** | **{load.all:.2f}** | **{budget.all}** |")
    for family in budget.families:
        name = ", ".join(family.rules) or "every other rule"
        lines.append(f"| {name} | {load.family(family):.2f} | {family.cap} |")
    return ["| level or rules | raised | budget |", "|---|---|---|", *lines]


def rule_lines(without: Load, condition_loads: Mapping[str, Load]) -> list[str]:
    """By rule and level: people without a condition, and with each."""
    keys = sorted({key for one in (without, *condition_loads.values()) for key in one.by_rule}, key=_order)
    head = ["rule", "level", "without", *(safety_rates().conditions[name].name for name in condition_loads)]
    rows = [
        [
            rule,
            level,
            *(f"{one.by_rule.get((rule, level), 0):.2f}" for one in (without, *condition_loads.values())),
        ]
        for rule, level in keys
    ]
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]


def first_lines(courses: Mapping[str, Sequence[Course]]) -> list[str]:
    """How many are warned at all, and after how many days."""
    lines = [
        "| condition | people | warned | days to the first warning: half, nine in ten |",
        "|---|---|---|---|",
    ]
    for name, with_it in courses.items():
        days = sorted(one for one in days_to_first(with_it, name) if one is not None)
        share = len(days) / len(with_it)
        of_them = f"{median(days):.0f}, {days[int(0.9 * (len(days) - 1))]}" if days else "none"
        lines.append(f"| {safety_rates().conditions[name].name} | {len(with_it)} | {share:.0%} | {of_them} |")
    return lines


def spared_lines(every: float, left_out: dict[int, float], none_asked: float) -> list[str]:
    """What leaving one follow-up out adds, the most first."""
    lines = ["| left out | raised | spared by asking |", "|---|---|---|"]
    lines.append(f"| every follow-up | {none_asked:.2f} | {none_asked - every:.2f} |")
    for place, raised in sorted(left_out.items(), key=lambda item: -item[1]):
        lines.append(f"| {follow_up_name(place)} | {raised:.2f} | {raised - every:+.2f} |")
    return lines


def follow_up_name(place: int) -> str:
    """What calls a follow-up and what it asks first, in ids."""
    row = content.questions().follow_up[place]
    calls = ", ".join(row.under) or "the diary itself"
    asks = ", ".join(name for question in row.first or row.then for name in question.ids)
    return f"{calls}: {asks}"


def _order(key: tuple[str, str]) -> tuple[int, str]:
    return (LEVELS.index(key[1]), key[0])
