"""Sleep that a device measured, as the sleep record of each night."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from journal.documents import InvalidRecord, read
from journal.intake.apple import Segment, night_of
from journal.intake.rows import DatedNight, Found, NightRow, Refused, Row

MINUTE = timedelta(minutes=1)
APART = timedelta(hours=2)  # awake for longer than this, the sleep that follows is another one
# As many as the record of a night takes; one more would have the whole night refused.
PERIODS = 6


Nights = Mapping[date, Mapping[str, Sequence[Segment]]]


def rows(segments: Iterable[Segment]) -> Found:
    """One row a night, oldest first; of several devices the one that recorded most sleep is heard."""
    nights: dict[date, dict[str, list[Segment]]] = defaultdict(lambda: defaultdict(list))
    for segment in segments:
        nights[night_of(segment)][segment.source].append(segment)
    return Found(len(nights), _nights(nights))


def _nights(nights: Nights) -> Iterator[Row]:
    for number, (day, sources) in enumerate(sorted(nights.items()), start=1):
        # In the order of their names, so that of two that recorded alike the same one is heard each time.
        heard = max(sorted(sources), key=lambda name: _asleep(sources[name]))
        periods = [_period(part) for part in _parts(sources[heard])][:PERIODS]
        try:
            yield NightRow(number, read(DatedNight, {"date": day.isoformat(), "sleep": periods}))
        except InvalidRecord as error:
            yield Refused(number, error.faults)


def _asleep(held: Sequence[Segment]) -> timedelta:
    return sum((one.end - one.start for one in held if one.state == "asleep"), timedelta())


def _parts(held: Sequence[Segment]) -> list[list[Segment]]:
    """Sleeps of one night, apart where nothing was recorded for long."""
    parts: list[list[Segment]] = []
    reach = None
    for segment in sorted(held, key=lambda one: (one.start, one.end)):
        if reach is None or segment.start - reach > APART:
            parts.append([])
        parts[-1].append(segment)
        reach = max(filter(None, (reach, segment.end)))
    return parts


def _period(held: Sequence[Segment]) -> dict[str, Any]:
    """What was measured. Without time in bed the wait for sleep is unknown, and sleep counts from its onset."""
    bed = [one for one in held if one.state == "in_bed"]
    asleep = _joined([one for one in held if one.state == "asleep"])
    period: dict[str, Any] = {}
    if bed:
        into, out = min(one.start for one in bed), max(one.end for one in bed)
        period |= {"into_bed_at": into, "out_of_bed_at": out}
    if asleep:
        onset, last = asleep[0][0], asleep[-1][1]
        tried = min(period.get("into_bed_at", onset), onset)
        gaps = [after[0] - before[1] for before, after in pairwise(asleep)]
        period |= {
            "tried_to_sleep_at": tried,
            "minutes_to_fall_asleep": round((onset - tried) / MINUTE),
            "final_awakening_at": last,
            # The record takes no more than 100, and one figure must not cost the night.
            "awakenings": min(len(gaps), 100),
            "minutes_awake": round(sum(gaps, timedelta()) / MINUTE),
        }
        if bed:
            # A device may record sleep beyond the time in bed, and a record that rises before it wakes is refused.
            period["out_of_bed_at"] = max(period["out_of_bed_at"], last)
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in period.items()
    }


def _joined(held: Sequence[Segment]) -> list[tuple[Any, Any]]:
    """Stretches asleep, those that touch or overlap made one."""
    joined: list[tuple[Any, Any]] = []
    for one in sorted(held, key=lambda segment: segment.start):
        if joined and one.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], one.end))
        else:
            joined.append((one.start, one.end))
    return joined
