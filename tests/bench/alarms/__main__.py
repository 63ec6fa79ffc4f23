"""`make bench-safety`: print the alarm load of made-up people as the tables of docs/clinical-safety.md."""

from argparse import ArgumentParser
from collections.abc import Sequence

from insights.safety import content
from tests.bench.alarms import report
from tests.bench.alarms.judging import Course, course
from tests.bench.alarms.people import Subject, subjects
from tools.simulation.safety import safety_rates

SEED = 3005


def main() -> None:
    """People without a condition, then each condition alone, then without each follow-up."""
    parser = ArgumentParser()
    parser.add_argument("--people", type=int, default=400, help="of the clinical mix")
    parser.add_argument("--with-condition", type=int, default=50, help="people of each condition")
    parser.add_argument(
        "--spared", type=int, default=60, help="of the people, for what each follow-up spares"
    )
    size = parser.parse_args()

    free = [one for one in subjects(size.people, SEED) if not one.conditions]
    without = [course(one) for one in free]
    conditions = {
        name: [course(one) for one in subjects(size.with_condition, SEED + 1, condition=name)]
        for name in safety_rates().conditions
    }
    load = report.load(without)
    say(f"{load.people} people, {load.nights} logged nights; {load.with_any:.0%} met one warning or more.")
    say(*report.load_lines(load))
    say(*report.rule_lines(load, {name: report.load(each) for name, each in conditions.items()}))
    say(*report.first_lines(conditions))
    say(
        f"What each follow-up spares, on {size.spared} of them:",
        "",
        *spared(free[: size.spared], without[: size.spared]),
    )


def spared(people: Sequence[Subject], asked: Sequence[Course]) -> list[str]:
    """The same people and answers with one follow-up never put; who was never asked it stays as they were."""
    places = range(len(content.questions().follow_up))
    left_out = {
        place: report.load(
            [
                course(one, [place]) if place in was.asked else was
                for one, was in zip(people, asked, strict=True)
            ]
        ).all
        for place in places
    }
    none_asked = report.load([course(one, places) for one in people]).all
    return report.spared_lines(report.load(asked).all, left_out, none_asked)


def say(*lines: str) -> None:
    """A table, and an empty line."""
    print("\n".join(lines), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
