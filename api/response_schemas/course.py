"""The verdict on a diary's course, as every answer that carries it says it."""

from api.response_schemas.base import Answer
from insights.course import CourseWord, Headline, Word
from journal.fields import CalendarDate


class CourseWindow(Answer):
    """Nights with pain of those answered, and the mean strength when it hurts, to the half; null is not said."""

    first: CalendarDate
    last: CalendarDate
    painful: int
    answered: int
    strength: float | None


class CourseChange(Answer):
    """The change between the two windows in points of 0 to 10: what it is called, and where it most likely lies."""

    word: Word
    mean: float
    low: float
    high: float


class VerdictAnswer(Answer):
    """Better, worse, flare, about the same, or why that cannot be said: equal on every surface for the same diary,
    day and first visible night. The last 14 nights (`now`) are set against the 28 before; a flare is looked for in
    the last 7 (`week`) against the 28 before those (`usual`).
    """

    headline: Headline
    flare: bool
    severe: bool
    now: CourseWindow
    before: CourseWindow
    week: CourseWindow
    usual: CourseWindow
    change: CourseChange | None
    words: list[CourseWord]
