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
    """A night with one of its episodes, such as `2026-11-21yL7`: date; pain y, n or ?; L when written late, else -;
    the intensity, nothing when none was said."""
    pain = _one_of({True: "y", False: "n"}, "pain", "?")
    late = _one_of({True: "L"}, "late", "-")
    intensity = Case(
        When(episodes__deleted=False, episodes__intensity__isnull=False, then=_text("episodes__intensity")),
        default=Value(""),
        output_field=CharField(),
    )
    return Concat(_text("date"), pain, late, intensity, output_field=CharField())


def parse(token: str) -> tuple[str, bool | None, bool, int | None]:
    """Date, pain, late and intensity of a `night_text`."""
    pain = {"y": True, "n": False}.get(token[10])
    return token[:10], pain, token[11] == "L", int(token[12:]) if len(token) > 12 else None


def _one_of(letters: dict[bool, str], field: str, otherwise: str) -> Expression:
    whens = [When(**{field: value}, then=Value(letter)) for value, letter in letters.items()]
    return Case(*whens, default=Value(otherwise), output_field=CharField())


def _text(name: str) -> Expression:
    return Cast(F(name), CharField(max_length=10))
