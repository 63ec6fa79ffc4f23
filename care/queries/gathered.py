"""Many small rows as one text each: what is gathered in the database need not become objects here."""

from typing import Any

from django.db.models import Aggregate, Case, CharField, Expression, F, TextField, Value, When
from django.db.models.functions import Cast, Concat


class Gathered(Aggregate):
    """The texts of a group, joined by commas, in no order."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL's name for it."""
        words = {"function": "STRING_AGG", "template": "%(function)s(%(expressions)s, ',')"}
        return self.as_sql(compiler, connection, **words, **context)


def night_text() -> Expression:
    """A night of `NightQuerySet.read` such as `2026-11-21yL7`: date; whether it hurt y, n or ?; L when written late,
    else -; its worst strength, nothing when none was said."""
    pain = _one_of({True: "y", False: "n"}, "hurt", "?")
    late = _one_of({True: "L"}, "late", "-")
    return Concat(_text("date"), pain, late, _text("worst"), output_field=CharField())


def nights_of(text: str) -> list[str]:
    """The nights of a gathered text, oldest first."""
    # Each begins with its ISO date, so that sorting texts sorts nights.
    return sorted(text.split(","))


def strength_of(night: str) -> int | None:
    """The worst intensity, 0 without pain, None when not said."""
    if night[10] == "n":
        return 0
    return int(night[12:]) if len(night) > 12 else None


def pain_of(night: str) -> bool | None:
    """Whether there was pain; None when not said."""
    return {"y": True, "n": False}.get(night[10])


def was_late(night: str) -> bool:
    """Whether it was written late."""
    return night[11] == "L"


def _one_of(letters: dict[bool, str], field: str, otherwise: str) -> Expression:
    whens = [When(**{field: value}, then=Value(letter)) for value, letter in letters.items()]
    return Case(*whens, default=Value(otherwise), output_field=CharField())


def _text(name: str) -> Expression:
    return Cast(F(name), CharField(max_length=10))
