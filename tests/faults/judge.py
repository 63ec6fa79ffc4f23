"""What must hold after every fault, asked of the history, of the record as it is read back, and of the mails."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.faults.history import History
from tests.faults.writers import part_of

# A save is answered, or refused in words, within this: three seconds, and as long again under twenty writers.
ANSWER_WITHIN = 6.0
RECOVERY_WITHIN = 60.0
INVARIANTS = {
    "A": "what was acknowledged is in the record, and the latest of it stands",
    "B": "nothing is in the record twice",
    "C": "what a browser called saved is on the server, or the screen says that it waits",
    "D": "nobody reads what another patient wrote",
    "E": "no weekly mail goes twice, and no mail that was asked for is lost",
    "F": "whoever asks gets an answer or a clean refusal, and saves work again without a hand",
    "G": "`/readyz` tells the truth",
    "H": "the database is whole, and so is what its backup gives back",
    "I": "what is told to end has ended, all of it",
}


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the change log: which unit it is of, what it says and when that was said."""

    change: str
    unit: tuple[str, str]
    mark: str
    edited_at: str


@dataclass(frozen=True, slots=True)
class Record:
    """One patient's record as the API gives it: the log, and the mark that stands in each unit."""

    versions: Sequence[Version]
    standing: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Phone:
    """A browser: the notes typed, each with whether "Saved" was said; whether some wait; the one on the server."""

    name: str
    typed: Sequence[tuple[str, bool]]
    waits: bool
    stands: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A record in a database: its log, mark and digest of each change in order, and its export's digest."""

    log: Sequence[tuple[str, str]]
    export: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, begun at a moment of the history's clock: records restored from it and the site's own."""

    began: float
    live: Mapping[str, Copy]
    restored: Mapping[str, Copy]


@dataclass(frozen=True, slots=True)
class Facts:
    """What only the fault itself could see: processes that did not end, and the backup that it made."""

    left: Sequence[str] = ()
    backup: Backup | None = None


@dataclass(frozen=True, slots=True)
class Aftermath:
    """All that is known once the fault is over. `due` are the recipients of mails that were put down, by kind."""

    records: Mapping[str, Record]
    recovery: float | None
    ready_again: bool
    told_unready: bool | None = None
    weekly_due: Sequence[str] = ()
    letters_due: Sequence[str] = ()
    mailed: Sequence[str] = field(default_factory=tuple)
    damage: Sequence[str] = ()
    phones: Sequence[Phone] = ()
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that did not hold, and what shows it; `late`: it held, later than it should have."""

    invariant: str
    shown: str
    late: bool = False


def judge(history: History, after: Aftermath) -> list[Violation]:
    """Every violation that the history and its aftermath show."""
    found = [
        *_lost(history, after),
        *_doubled(after),
        *_unsaved(after),
        *_foreign(history),
        *_mail(after),
        *_late(history, after),
        *_health(after),
        *_backup(history, after.facts.backup),
    ]
    found += [Violation("I", f"still runs: {text}") for text in after.facts.left]
    return found + [Violation("H", text) for text in after.damage]


def _lost(history: History, after: Aftermath) -> Iterator[Violation]:
    logged = {name: {row.mark for row in record.versions} for name, record in after.records.items()}
    for one in history.kept():
        if one.mark not in logged[one.patient]:
            yield Violation("A", f"{one.kind} {one.mark} was acknowledged and is not in the log")
    for name, record in after.records.items():
        for unit, marks in _latest(record).items():
            if record.standing.get(unit) not in marks:
                yield Violation("A", f"{name}: {unit} says {record.standing.get(unit)}, latest are {marks}")
    for one in history:
        if one.kind == "put" and (one.mark in logged[one.patient]) != (
            part_of(one.mark) in logged[one.patient]
        ):
            yield Violation("A", f"half of {one.mark} was written")


def _latest(record: Record) -> dict[tuple[str, str], set[str]]:
    """The marks of the greatest stamp of each unit, two where devices said both at one instant: a second way."""
    times: dict[tuple[str, str], str] = {}
    for row in record.versions:
        times[row.unit] = max(times.get(row.unit, ""), row.edited_at)
    return {
        unit: {row.mark for row in record.versions if row.unit == unit and row.edited_at == at}
        for unit, at in times.items()
    }


def _doubled(after: Aftermath) -> Iterator[Violation]:
    for name, record in after.records.items():
        changes = Counter(row.change for row in record.versions)
        for change, times in changes.items():
            if times > 1:
                yield Violation("B", f"{name}: change {change} is in the log {times} times")
        marks = Counter((row.unit, row.mark) for row in record.versions)
        for (unit, mark), times in marks.items():
            if mark and times > 1:
                yield Violation("B", f"{name}: {mark} was written to {unit} {times} times")


def _unsaved(after: Aftermath) -> Iterator[Violation]:
    for phone in after.phones:
        saved = [number for number, (_, said) in enumerate(phone.typed) if said]
        # What was typed after it may have come too, though the screen had no time to say so.
        since = {mark for mark, _ in phone.typed[saved[-1] :]} if saved else set()
        if saved and not phone.waits and phone.stands not in since:
            yield Violation(
                "C", f"{phone.name}: {phone.typed[saved[-1]][0]} was saved, {phone.stands} stands"
            )


def _foreign(history: History) -> Iterator[Violation]:
    for one in history:
        if others := one.seen - {one.patient}:
            yield Violation("D", f"{one.patient} read of {sorted(others)}")


def _mail(after: Aftermath) -> Iterator[Violation]:
    arrived = Counter(after.mailed)
    for address in after.weekly_due:
        if arrived[address] > 1:
            yield Violation("E", f"{arrived[address]} weekly mails to {address}")
    for address in after.letters_due:
        if not arrived[address]:
            yield Violation("E", f"the letter to {address} never came")


def _late(history: History, after: Aftermath) -> Iterator[Violation]:
    for one in history:
        if one.took > ANSWER_WITHIN:
            yield Violation("F", f"{one.kind} took {one.took:.1f} s", late=True)
        if one.status >= 500 and not (one.status == 503 and one.retry_after):
            yield Violation("F", f"{one.kind} was answered {one.status}")
    if after.recovery is None:
        yield Violation("F", "saves never worked again")
    elif after.recovery > RECOVERY_WITHIN:
        yield Violation("F", f"saves worked again after {after.recovery:.0f} s", late=True)


def _health(after: Aftermath) -> Iterator[Violation]:
    if after.told_unready is False:
        yield Violation("G", "ready was said while nothing could be saved")
    if not after.ready_again:
        yield Violation("G", "ready was not said once all was well")


def _backup(history: History, backup: Backup | None) -> Iterator[Violation]:
    if backup is None:
        return
    for name, live in backup.live.items():
        restored = backup.restored.get(name, Copy((), ""))
        if list(restored.log) != list(live.log[: len(restored.log)]):
            yield Violation("H", f"the restored log of {name} is not a beginning of the site's")
        elif len(restored.log) == len(live.log) and restored.export != live.export:
            yield Violation("H", f"the restored export of {name} is another than the site's")
    inside = {name: {mark for mark, _ in copy.log} for name, copy in backup.restored.items()}
    for one in history.kept():
        if one.ended < backup.began and one.mark not in inside.get(one.patient, ()):
            yield Violation("H", f"{one.mark} was acknowledged before the backup and is not in it")
