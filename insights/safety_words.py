"""Flags, gaps and services as people are shown them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from accounts.models import User
from insights.models import Flag, FlagReply
from insights.safety import order
from insights.safety.content import sentences, services
from insights.safety.evaluator import Gap
from insights.safety.rulebook import load
from insights.safety_log import document_of, tellings_of
from journal.told_queries import instant


class ServiceDocument(TypedDict):
    """Whom to call: the kind of service, its name, and its number, null where each person has their own."""

    kind: str
    name: str
    number: str | None


class FlagDocument(TypedDict):
    """A flag as people are shown it: `do` and `say` are what to do and to say on the phone, `key` its rule and leg.

    `asks` and `still` are one: it is first asked whether it is still so. `gone`: it was lowered. Dates and instants
    are ISO texts; `signed` is who signed the words, null until then, which `status` says.
    """

    id: str
    key: str
    rule: str
    version: str
    level: str
    headline: str
    title: str
    message: str
    do: str
    say: str
    call: ServiceDocument
    not_live: str
    language: str
    signed: Mapping[str, Any] | None
    status: str | None
    asks: bool
    still: bool
    gone: bool
    side: str | None
    items: list[str]
    night: str
    raised_at: str
    answered_at: str


class OwnFlagDocument(FlagDocument):
    """The same for the owner's own phones, with the tellings it rests on."""

    tellings: list[dict[str, Any]]


class ReplyDocument(TypedDict):
    """What was said after a flag, and the flag as it stood then: its level, items, answers, worst pain and places."""

    id: str
    rule: str
    leg: str
    outcome: str
    at: str
    level: str
    items: list[str]
    answers: list[str]
    worst: int | None
    places: list[str]


class GapDocument(TypedDict):
    """A rule that could not be judged, and its questions that were not asked."""

    rule: str
    items: list[str]


class IncompleteDocument(TypedDict):
    """That the safety check is incomplete, the invitation to answer, and the rules that could not be judged."""

    text: str
    ask: str
    rules: list[GapDocument]


def flag_document(flag: Flag, user: User, language: str, *, today: date) -> FlagDocument:
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


def reply_document(row: FlagReply) -> ReplyDocument:
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


def incomplete_document(gaps: tuple[Gap, ...], language: str) -> IncompleteDocument | None:
    """What was not asked, as "safety check incomplete"; None when every rule could be judged."""
    if not gaps:
        return None
    around = sentences(language).text
    return {
        "text": around["incomplete"],
        "ask": around["incomplete_ask"],
        "rules": [{"rule": gap.rule, "items": list(gap.items)} for gap in gaps],
    }


def services_document(user: User, language: str) -> dict[str, ServiceDocument]:
    """Whom to call from where the person lives; an unknown country names nobody."""
    return {kind: _service(kind, user, language) for kind in services(user.country or "default")}


def _service(kind: str, user: User, language: str) -> ServiceDocument:
    service = services(user.country or "default")[kind]
    number = user.emergency_number if kind == "emergency" and user.emergency_number else service.number
    return {"kind": kind, "name": service.names[language], "number": number}
