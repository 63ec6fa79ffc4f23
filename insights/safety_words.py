"""Flags, gaps and services as people are shown them."""

from datetime import date
from typing import Any

from accounts.models import User
from insights.models import Flag, FlagReply
from insights.safety import order
from insights.safety.content import sentences, services
from insights.safety.evaluator import Gap
from insights.safety.rulebook import load
from insights.safety_log import document_of, tellings_of
from journal.told_queries import instant


def flag_document(flag: Flag, user: User, language: str, *, today: date) -> dict[str, Any]:
    """The flag in the reader's language; `user`, whose flag it is, says where to call.

    A flag keeps the rule version that raised it, even when today's rule would say otherwise.
    """
    tellings = tellings_of(flag)
    said_at = max((one.given for one in tellings), default=flag.raised_at)
    asks = (today - flag.night).days > order.load().still_after
    rule, around = load().rule(flag.rule), sentences(language).text
    words = rule.words(language)
    return {
        "id": str(flag.pk),
        "key": f"{flag.rule}/{flag.side}" if flag.side else flag.rule,
        "rule": flag.rule,
        "version": flag.rule_version,
        "level": flag.level,
        "headline": around["still_so"] if asks else around[f"level.{flag.level}"],
        "title": words.title,
        # A kept flag may have a level that today's rule has no words for, and none may stand there without words.
        "message": words.message.get(flag.level) or next(iter(words.message.values())),
        "do": around[f"do.{flag.level}"],
        "say": words.on_the_phone,
        "call": _service(rule.service(flag.level), user, language),
        "not_live": around["not_live"],
        "language": language,
        "signed": words.signed_off,
        "status": None if words.signed_off else around["unsigned"],
        "asks": asks,
        "still": asks,
        "gone": any(order.LEVELS.index(one.level) < order.LEVELS.index(flag.level) for one in tellings),
        "side": flag.side or None,
        "items": flag.items,
        "night": flag.night.isoformat(),
        "raised_at": flag.raised_at.isoformat(),
        "answered_at": instant(said_at),
    }


def telling_documents(flag: Flag) -> list[dict[str, Any]]:
    """What a flag rests on, for its owner's own phones: nights and answers that others may not see."""
    return [document_of(one) for one in tellings_of(flag)]


def reply_document(row: FlagReply) -> dict[str, Any]:
    """A reply as the phone's own ledger keeps it."""
    return {
        "id": str(row.reply_id),
        "rule": row.rule,
        "leg": row.side,
        "outcome": row.outcome,
        "at": instant(row.replied_at),
        "level": row.level,
        "items": row.items,
        "answers": row.answers,
        "worst": row.worst,
        "places": row.places,
    }


def incomplete_document(gaps: tuple[Gap, ...], language: str) -> dict[str, Any] | None:
    """What was not asked, as "safety check incomplete"; None when every rule could be judged."""
    if not gaps:
        return None
    around = sentences(language).text
    return {
        "text": around["incomplete"],
        "ask": around["incomplete_ask"],
        "rules": [{"rule": gap.rule, "items": list(gap.items)} for gap in gaps],
    }


def services_document(user: User, language: str) -> dict[str, Any]:
    """Whom to call from where the person lives; an unknown country names nobody."""
    return {kind: _service(kind, user, language) for kind in services(user.country or "default")}


def _service(kind: str, user: User, language: str) -> dict[str, Any]:
    service = services(user.country or "default")[kind]
    number = user.emergency_number if kind == "emergency" and user.emergency_number else service.number
    return {"kind": kind, "name": service.names[language], "number": number}
