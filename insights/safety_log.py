"""Flags raised, answered and kept: the rule, its version and level, and the answers it rested on.

A flag stands until the person answers it. Later answers may raise its level or add to it; they never lower it.
What an answer silences, and for how long, is decided by `safety.standing`, as on the phone.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Patient
from insights.models import Flag, FlagReply
from insights.safety import evaluator
from insights.safety.rulebook import LEVELS, load
from insights.safety.standing import Seen, standing
from journal.queries import health_document, night_documents

CLOSING = frozenset({FlagReply.Outcome.CLEARED, FlagReply.Outcome.TREATED, FlagReply.Outcome.MISTAP})
URGENT = frozenset({"emergency", "same_day"})


def raise_flags(
    *, patient: Patient, today: date, now: datetime, nights: Sequence[date] = (), shown: Sequence[str] = ()
) -> list[Flag]:
    """Evaluate every rule on the diary as it stands and keep what fires; `nights` are those just written.

    A night that was over before the rules look back raises nothing urgent: it is asked whether it is still so.
    The flags that stand afterwards.
    """
    book = load()
    diary = _diary(patient, min([today, *nights]) - timedelta(days=book.reading.reach), today)
    evaluation = evaluator.evaluate(diary, today=today, shown=shown, rules=book)
    kept = {flag.rule: flag for flag in Flag.objects.filter(Flag.OPEN, patient=patient)}
    seen = _seen(patient) if evaluation.flags else []
    fired = [flag for flag in standing(evaluation, seen, today) if not _taken_back(flag, seen)]
    _keep(patient, fired, kept, today, now)
    old = [day for day in nights if (today - day).days > book.reading.look_back]
    if old:
        _ask(patient, diary, max(old), kept, now)
    _settle(kept.values(), diary, now)
    return [flag for flag in kept.values() if flag.closed_at is None]


def mark_shown(flags: Iterable[Flag], *, now: datetime) -> None:
    """Keep when these flags were first put before the person."""
    new = [flag.pk for flag in flags if flag.shown_at is None]
    if new:
        Flag.objects.filter(pk__in=new).update(shown_at=now)


def reply(*, flag: Flag, outcome: str, on: date, now: datetime, reply_id: str | None = None) -> FlagReply:
    """Keep what the person said; being seen, or a mistap, closes the flag."""
    said = FlagReply.objects.create(
        reply_id=reply_id or uuid.uuid4(),
        flag=flag,
        outcome=outcome,
        on=on,
        level=flag.level,
        items=flag.items,
        replied_at=now,
    )
    if outcome in CLOSING:
        Flag.objects.filter(pk=flag.pk).update(closed_at=now)
    return said


def take_back(*, flag: Flag, now: datetime) -> bool:
    """Undo the last reply, which stays in the log; the flag stands again. False when there was none."""
    last = flag.replies.filter(undone_at__isnull=True).order_by("-replied_at").first()
    if last is None:
        return False
    FlagReply.objects.filter(pk=last.pk).update(undone_at=now)
    other = Flag.objects.filter(Flag.OPEN, patient=flag.patient_id, rule=flag.rule).exclude(pk=flag.pk)
    if not other.exists():
        Flag.objects.filter(pk=flag.pk).update(closed_at=None)
    return True


def _diary(patient: Patient, first: date, today: date) -> Mapping[str, Any]:
    nights = night_documents(patient, first=first, last=None)
    return {"patient": "", "health": health_document(patient, today=today), "nights": nights}


def _seen(patient: Patient) -> list[Seen]:
    rows = FlagReply.objects.filter(flag__patient=patient, undone_at__isnull=True).select_related("flag")
    return [
        Seen(row.flag.rule, row.on, row.outcome, row.level, tuple(row.items), row.flag.side or None)
        for row in rows
    ]


def _taken_back(flag: evaluator.Flag, said: Sequence[Seen]) -> bool:
    """Whether the person said that exactly these answers, on these nights, were a slip of the finger."""
    mistaps = [one for one in said if one.rule == flag.rule and one.outcome == FlagReply.Outcome.MISTAP]
    return any(
        set(flag.items) <= set(one.items) and (flag.answered_on or "") <= one.on.isoformat()
        for one in mistaps
    )


def _keep(
    patient: Patient, fired: Sequence[evaluator.Flag], kept: dict[str, Flag], today: date, now: datetime
) -> None:
    new = [_new(patient, flag, today, now) for flag in fired if flag.rule not in kept]
    for flag in fired:
        if flag.rule in kept:
            _add_to(kept[flag.rule], flag)
    if new:
        Flag.objects.bulk_create(new)
        kept.update({flag.rule: flag for flag in new})


def _ask(
    patient: Patient, diary: Mapping[str, Any], night: date, kept: dict[str, Flag], now: datetime
) -> None:
    """Keep, as a question, what the old night would have raised on its own day; each is asked once."""
    then = evaluator.evaluate(diary, today=night, rules=load())
    urgent = [flag for flag in then.flags if flag.level in URGENT and flag.answered_on == night.isoformat()]
    asked = set(Flag.objects.filter(patient=patient, night=night, asks=True).values_list("rule", flat=True))
    new = [
        _new(patient, flag, night, now, asks=True)
        for flag in urgent
        if flag.rule not in kept and flag.rule not in asked
    ]
    Flag.objects.bulk_create(new)
    kept.update({flag.rule: flag for flag in new})


def _settle(kept: Iterable[Flag], diary: Mapping[str, Any], now: datetime) -> None:
    """Close a question once all it asks has been answered for a later night."""
    for flag in kept:
        later = [night["checks"] for night in diary["nights"] if night["date"] > flag.night.isoformat()]
        if flag.asks and all(any(item in checks for checks in later) for item in flag.items):
            flag.closed_at = now
            flag.save(update_fields=["closed_at"])


def _new(patient: Patient, flag: evaluator.Flag, today: date, now: datetime, *, asks: bool = False) -> Flag:
    return Flag(
        patient=patient,
        rule=flag.rule,
        rule_version=str(flag.version),
        level=flag.level,
        side=flag.side or "",
        items=list(flag.items),
        night=date.fromisoformat(flag.answered_on) if flag.answered_on else today,
        asks=asks,
        raised_at=now,
    )


def _add_to(kept: Flag, flag: evaluator.Flag) -> None:
    """More answers, or a higher level, are taken into the flag that stands; a question becomes a warning."""
    items = sorted({*kept.items, *flag.items})
    level = min(kept.level, flag.level, key=LEVELS.index)
    if (items, level, False) != (kept.items, kept.level, kept.asks):
        kept.items, kept.level, kept.asks = items, level, False
        kept.save(update_fields=["items", "level", "asks"])
