"""The ledger of flags as it is kept: tellings in the rows of flags, replies as they were said.

What stands is decided by `safety.ledger`, as on the phone; here it is read, brought up to date and written.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Patient
from insights.models import Flag, FlagReply
from insights.safety import order
from insights.safety.ledger import (
    TAKEN_BACK,
    Entry,
    Ledger,
    Reply,
    Telling,
    answered,
    joined,
    ledger,
    of_its_leg,
    silences_ended,
    standing_replies,
)
from insights.safety.rulebook import load
from insights.safety.tellings import instant, own_evening, settled, this_evening, without
from journal.queries import told_health
from journal.told_queries import earlier_tellings, nothing_told, told_nights
from journal.told_queries import instant as text_of

# How far back what was closed and what was said is read: beyond any silence.
OF_LATE = timedelta(days=120)
INSTANTS = ("given", "at", "found_at", "raised_at", "settled_at")


def raise_flags(
    *, patient: Patient, today: date, now: datetime, nights: Sequence[date] = (), shown: Sequence[str] = ()
) -> list[Flag]:
    """Judge the nights just written as of their own evenings, then today; keep what fires until it is answered.

    What was told in a night and told otherwise since is judged as it was told. The flags that stand afterwards.
    """
    kept, zone = Kept(patient, now, today), ZoneInfo(patient.user.timezone)
    ends = [(end, end.astimezone(zone).date(), rule) for end, rule in kept.silences_ended()]
    first = min([today, *nights, *(day for _, day, _ in ends)]) - timedelta(days=load().reading.reach)
    diary = {"patient": "", "health": told_health(patient)}
    taken = {answer: reply.at for reply in kept.said if reply.outcome == "mistap" for answer in reply.answers}
    as_told = told_nights(patient, first=first)
    documents = without(as_told, taken)
    found = this_evening({**diary, "nights": documents}, today, now=now, shown=shown)
    for end, day, rule in ends:
        until = [night for night in documents if night["date"] <= day.isoformat()]
        then = this_evening({**diary, "nights": until}, day, now=now, at=end)
        found += [one for one in then if one.rule == rule]
    touched = {night.isoformat() for night in nights}
    written = [night for night in documents if night["date"] in touched]
    for night in written:
        own = own_evening({**diary, "nights": documents}, date.fromisoformat(night["date"]), now=now)
        kept.add(settled(kept.tellings, night, own, now=now))
        found += own
    gone = touched - {night["date"] for night in written}
    for night in earlier_tellings(patient, [*written, *map(nothing_told, gone)]) if touched else ():
        before = [one for one in documents if one["date"] < night["date"]]
        for each in (night, *without([night], taken)):
            whole = {**diary, "nights": [*before, each]}
            found += own_evening(whole, date.fromisoformat(night["date"]), now=now)
    # A slip was told too: it stands again when the person takes "by mistake" back.
    for night, told in zip(documents, as_told, strict=True):
        if told != night and night["date"] in touched:
            found += own_evening({**diary, "nights": as_told}, date.fromisoformat(night["date"]), now=now)
    kept.add(found)
    return kept.save()


def mark_shown(flags: Iterable[Flag], *, now: datetime) -> None:
    """Keep when these flags were first put before the person."""
    new = [flag.pk for flag in flags if flag.shown_at is None]
    if new:
        Flag.objects.filter(pk__in=new).update(shown_at=now)


def reply(
    *,
    patient: Patient,
    rule: str,
    side: str,
    outcome: str,
    on: date,
    at: datetime,
    today: date,
    now: datetime,
    reply_id: str | None = None,
    as_shown: Mapping[str, Any] | None = None,
) -> FlagReply:
    """Keep what the person said, and bring what stands up to date. `as_shown` is the flag as the phone showed it."""
    kept = Kept(patient, now, today)
    flag = kept.newest(rule, side)
    said = FlagReply.objects.create(
        patient=patient,
        rule=rule,
        side=side,
        flag=flag,
        reply_id=reply_id or uuid.uuid4(),
        outcome=outcome,
        on=on,
        replied_at=at,
        # A taking back is nothing that could be taken back in turn.
        undone_at=at if outcome == TAKEN_BACK else None,
        **(as_shown or kept.as_it_stands(rule, side)),
    )
    kept.hear(said)
    kept.save()
    return said


class Kept:
    """The ledger of one patient in memory: rows of flags with their tellings, and what was said."""

    def __init__(self, patient: Patient, now: datetime, today: date) -> None:
        self.patient, self.now, self.today = patient, now, today
        self.rules = order.load()
        since = now - OF_LATE
        of_late = Flag.OPEN | Q(closed_at__gte=since)
        self.rows = list(Flag.objects.filter(of_late, patient=patient).order_by("raised_at", "pk"))
        self.replies = list(FlagReply.objects.filter(patient=patient, replied_at__gte=since))
        self.held = {row.pk: [of_its_leg(one, self.rules) for one in tellings_of(row)] for row in self.rows}
        self.loose: list[Telling] = []
        self.before = {row.pk: _state(row, self.held[row.pk]) for row in self.rows}

    @property
    def said(self) -> list[Reply]:
        return standing_replies(map(reply_of, self.replies))

    @property
    def tellings(self) -> list[Telling]:
        return [*(telling for held in self.held.values() for telling in held), *self.loose]

    def silences_ended(self) -> list[tuple[datetime, str]]:
        """When silences ended, and of which rule."""
        return silences_ended(self.tellings, self.said, now=self.now, rules=self.rules)

    def hear(self, said: FlagReply) -> None:
        """One more reply; those that it undoes are marked so."""
        self.replies.append(said)
        standing = {reply.id for reply in self.said}
        undone = [row.pk for row in self.replies if str(row.reply_id) not in standing and not row.undone_at]
        FlagReply.objects.filter(pk__in=undone).update(undone_at=said.replied_at)

    def add(self, found: Iterable[Telling]) -> None:
        """Tellings that were found, or settled; they get their rows when all is saved."""
        self.loose += [of_its_leg(one, self.rules) for one in found]

    def newest(self, rule: str, side: str) -> Flag | None:
        """The flag that a reply is about: the open one, else the one raised last."""
        rows = [row for row in self.rows if row.rule == rule and row.side == side]
        return max(rows, key=lambda row: (row.closed_at is None, row.raised_at), default=None)

    def as_it_stands(self, rule: str, side: str) -> dict[str, Any]:
        """What a reply keeps of the warning when the phone does not say how it showed it."""
        entry = next((one for one in self.fold().open if (one.rule, one.leg) == (rule, side)), None)
        return as_shown(entry) if entry else {}

    def fold(self) -> Ledger:
        replies = map(reply_of, self.replies)
        return ledger(self.tellings, replies, now=self.now, today=self.today, rules=self.rules)

    def save(self) -> list[Flag]:
        """Write the rows that moved; the flags that stand, those put off or folded left out."""
        said, fold = self.said, self.fold()
        pending = {row.pk: [one for one in self.held[row.pk] if self._stands(one, said)] for row in self.rows}
        put_off = [one for one in fold.folded if any(self._stands(each, said) for each in one.tellings)]
        homes = {self._home(entry, pending).pk: entry for entry in (*fold.open, *put_off)}
        for telling in self.loose:
            if telling.settled_at is None and not self._stands(telling, said):
                self._keep_answered(telling)
        for row in self.rows:
            if row.pk not in homes and row.closed_at is None:
                row.closed_at = self.now
        # What is closed makes room before what opens takes its place.
        for row in sorted(self.rows, key=lambda row: row.pk in homes):
            self._write(row, homes.get(row.pk))
        waiting = {(one.rule, one.leg) for one in put_off}
        return [row for row in self.rows if row.pk in homes and (row.rule, row.side) not in waiting]

    def _stands(self, telling: Telling, said: Sequence[Reply]) -> bool:
        return not answered(telling, said, self.rules)

    def _home(self, entry: Entry, pending: Mapping[uuid.UUID, list[Telling]]) -> Flag:
        """The row of an entry, with all its tellings: the open one, one whose answer was taken back, or a new one."""
        names = {one.name for one in entry.tellings}
        rows = [row for row in self.rows if names & {one.name for one in pending.get(row.pk, ())}]
        rows += [
            row for row in self.rows if row not in rows and row.closed_at is None and self._is(row, entry)
        ]
        fit = sorted(rows, key=lambda row: (row.closed_at is None, self._is(row, entry), row.raised_at))
        home = fit[-1] if fit else self._begin(entry.rule, entry.newest.version)
        for row in rows:
            self.held[row.pk] = [one for one in self.held[row.pk] if one.name not in names]
        self.held[home.pk] = joined([*self.held[home.pk], *entry.tellings])
        home.closed_at, home.side = None, entry.leg
        return home

    def _keep_answered(self, telling: Telling) -> None:
        """What was told in a silence stays with the flag that was answered: it stands once the silence is over."""
        row = self.newest(telling.rule, telling.leg)
        if row is None:
            row = self._begin(telling.rule, telling.version)
            row.level, row.side, row.items = telling.level, telling.leg, list(telling.items)
            row.night, row.closed_at = date.fromisoformat(telling.night), self.now
        self.held[row.pk] = joined([*self.held[row.pk], telling])

    def _is(self, row: Flag, entry: Entry) -> bool:
        return (row.rule, row.side) == (entry.rule, entry.leg)

    def _begin(self, rule: str, version: str) -> Flag:
        row = Flag(patient=self.patient, rule=rule, rule_version=version, raised_at=self.now)
        self.rows.append(row)
        self.held[row.pk] = []
        return row

    def _write(self, row: Flag, entry: Entry | None) -> None:
        if entry is not None:
            row.level, row.items = entry.level, list(entry.items)
            row.night, row.asks = date.fromisoformat(entry.night), entry.still
        settled_now = {one.name: one for one in self.loose if one.settled_at is not None}
        held = [
            replace(one, settled_at=settled_now[one.name].settled_at) if one.name in settled_now else one
            for one in self.held[row.pk]
        ]
        if self.before.get(row.pk) != _state(row, held):
            row.tellings = [document_of(telling) for telling in held]
            row.save()


def _state(row: Flag, held: Sequence[Telling]) -> tuple[Any, ...]:
    """What is worth a write: not that the same was found once more."""
    told = [replace(one, at=one.given, found_at=one.given) for one in held]
    return (row.closed_at, row.side, row.level, row.items, row.night, row.asks, told)


def as_shown(entry: Entry) -> dict[str, Any]:
    """A warning as a reply keeps it. What a slip takes back are the newest night's answers of the newest telling."""
    worst = [one.worst for one in entry.tellings if one.worst is not None]
    answers = entry.newest.answers
    night = max((answer[:10] for answer in answers), default="")
    levels = sorted((one.level for one in entry.tellings), key=order.LEVELS.index)
    return {
        "level": levels[0],
        "items": list(entry.items),
        "answers": [answer for answer in answers if answer[:10] == night],
        "worst": max(worst, default=None),
        "places": sorted({place for one in entry.tellings for place in one.places}),
    }


def reply_of(row: FlagReply) -> Reply:
    return Reply(
        id=str(row.reply_id),
        rule=row.rule,
        leg=row.side,
        outcome=row.outcome,
        at=row.replied_at,
        level=row.level,
        items=tuple(row.items),
        answers=tuple(row.answers),
        worst=row.worst,
        places=tuple(row.places),
    )


def tellings_of(row: Flag) -> list[Telling]:
    """What an entry rests on; of an open one that a release before the ledger wrote, what its columns say."""
    if row.tellings or row.closed_at is not None:
        return [telling_of(document) for document in row.tellings]
    at, night = row.raised_at, row.night.isoformat()
    return [
        Telling(
            rule=row.rule,
            leg=row.side,
            level=row.level,
            items=tuple(row.items),
            night=night,
            given=at,
            at=at,
            found_at=at,
            raised_at=at,
            answers=tuple(sorted(f"{night}/{item}" for item in row.items if "." in item)),
            version=row.rule_version,
        )
    ]


def telling_of(document: Mapping[str, Any]) -> Telling:
    instants = {name: instant(document[name]) for name in INSTANTS}
    lists = {name: tuple(document[name]) for name in ("items", "answers", "places")}
    return Telling(**{**document, **instants, **lists})


def document_of(telling: Telling) -> dict[str, Any]:
    """A telling as it is kept and as the phone is told it."""
    plain = asdict(telling)
    instants = {name: text_of(plain[name]) if plain[name] is not None else None for name in INSTANTS}
    return {**plain, **instants, **{name: list(plain[name]) for name in ("items", "answers", "places")}}
