"""`manage.py verdict [FILE]`: diaries in, better or worse out, as JSON lines and without a database."""

from collections.abc import Iterable, Iterator

import orjson

from insights.course import answered, verdict
from insights.management.diary_lines import DiaryLinesCommand, last_night, read_diaries


class Command(DiaryLinesCommand):
    """Judges each diary as of its own last night, never as of the clock."""

    help = "Say of diaries (JSON lines) whether they get better or worse."

    def answers(self, stream: Iterable[bytes]) -> Iterator[str]:
        """As `judged`."""
        return judged(stream)


def judged(stream: Iterable[bytes]) -> Iterator[str]:
    """The verdict on each line of `stream`, in order, with the name of its diary."""
    for diary in read_diaries(stream):
        record = verdict(answered(diary["nights"]), last_night(diary)).as_json()
        yield orjson.dumps({"patient": diary["patient"], **record}).decode()
