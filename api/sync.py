"""The offline queue comes in, what others changed goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from django.utils import timezone
from pydantic import AfterValidator, ConfigDict, Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Patient
from api import isolation
from api.access import PatientView, Permission, signed_in
from api.answering import answers
from api.authentication import ACCOUNT, refuse_another
from api.counters import PARKED
from api.problems import Refusal
from api.query import only
from api.response_schemas.nights import SyncAnswer
from api.response_schemas.units import CHANGES, ByKind, Kind
from api.session_use import asked_by_itself
from api.sync_handlers import HANDLERS, ForeignChange, SeenData, take
from care.services.ticks import TickData
from insights.queries import owners_flags, replies_of_late
from journal import queries
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.edits import Edit, check_data, check_key
from journal.fields import Identifier, Instant, wrong
from journal.merge import OURS, Stamp, stamps
from journal.models import Change
from journal.outcomes import Outcome

OUT = 500


class ChangeHead(Strict):
    """Which unit a change is of, and when it was made."""

    id: Identifier
    key: str
    op: Literal["put", "delete"]
    base: Annotated[int, Field(strict=True, ge=0)] | None = None
    edited_at: Instant


class ChangeIn(ChangeHead):
    """One change of one unit as a phone sends it."""

    kind: str
    data: dict[str, Any] | list[Any] | None = None


def _a_phone(device: str) -> str:
    # Stamps are compared by device too: with one of ours a phone would speak for the server.
    if device in OURS:
        raise wrong("reserved", "this id is the server's own; a device makes a random one")
    return device


class SyncRound(Strict):
    """One round: where the phone stands, who it is.

    Fields of a newer app that this release does not know are left unread.
    """

    model_config = ConfigDict(extra="ignore")

    client: Annotated[str, Field(max_length=32)] | None = None
    cursor: Annotated[str, Field(pattern=r"^\d{1,18}$")] | None = None
    device: Annotated[Identifier, AfterValidator(_a_phone)]
    sent_at: Instant | None = None


class SyncIn(SyncRound):
    """The same with what the phone did meanwhile, each change still to be read by itself."""

    changes: Annotated[list[Any], Field(max_length=OUT)] = []


class SyncChangeIn(ChangeHead):
    """One change as it is to be sent."""

    kind: Kind | Literal["seen", "plan_tick"]
    data: Any = None


SENT = {**CHANGES, "seen": SeenData, "plan_tick": TickData}


class SyncQuestion(SyncRound):
    """The same with what the phone did meanwhile; a change that is wrong is refused by itself."""

    changes: Annotated[list[Annotated[SyncChangeIn, ByKind(SENT)]], Field(max_length=OUT)] = []


class Sync(PatientView):
    """`POST patients/{patient}/sync`."""

    @answers(SyncAnswer, request=SyncQuestion, parameters=[ACCOUNT], name="sync")
    def post(self, request: Request, patient: str) -> Response:
        """Take each change on its own; one bad change never holds up the rest."""
        only(request)
        refuse_another(request)
        sent, user = read(SyncIn, request.data), signed_in(request)
        if not sent.changes and user.sign_in_roles:
            asked_by_itself(request)  # once a minute, on a desk too, for as long as the app is open
        if patient == "me" and not sent.changes and not hasattr(user, "patient"):
            # A therapist, say, whose phone only asks: no diary is begun for them.
            return Response({**NOTHING, "epoch": queries.epoch()})
        access = self.access(patient, Permission.OWN)
        if not access.own:
            raise Refusal(403, "not_allowed", "only the patient's own devices sync")
        now = timezone.now()
        # Settled over the whole batch: one by one, edits of a clock that runs ahead would all get the same instant.
        checked = _stamped([_check(raw, sent) for raw in sent.changes], sent, now)
        outcomes = isolation.apply_changes(
            patient=access.patient, edits=[edit for edit in checked if isinstance(edit, Edit)], now=now
        )
        taken = iter(outcomes)
        results = [
            _result(next(taken), each) if isinstance(each, Edit) else _foreign(each, access.patient, now)
            for each in checked
        ]
        # Read after the changes, which may have raised a warning or answered one.
        standing = {
            "safety": owners_flags(access.patient),
            "replies": replies_of_late(access.patient, now=now),
        }
        return Response({"results": results, **standing, **_out(access.patient, sent, outcomes)})


NOTHING: dict[str, Any] = {
    "results": [],
    "changes": [],
    "cursor": "0",
    "more": False,
    "safety": [],
    "replies": [],
}


Refused = dict[str, Any]
Checked = Edit | ForeignChange | Refused


def _check(raw: Any, sent: SyncIn) -> Checked:
    """The edit by the phone's clock, or the result that says what is wrong with it."""
    try:
        change = read(ChangeIn, raw)
        if change.kind in HANDLERS:
            data = change.data if change.op == "put" else None
            return ForeignChange(
                change.id, change.kind, change.key, data, Stamp(change.edited_at, sent.device)
            )
        key = check_key(change.kind, change.key)
        data = check_data(change.kind, key, change.data) if change.op == "put" else None
    except InvalidRecord as error:
        # Even a change that cannot be read is answered by its id, so that the phone can set it aside.
        name = raw.get("id") if isinstance(raw, Mapping) else None
        return _refused(name if isinstance(name, str) else None, error)
    claimed = Stamp(change.edited_at, sent.device)
    return Edit(change.id, change.kind, key, change.op, data, change.base, claimed)


def _stamped(checked: Sequence[Checked], sent: SyncIn, now: datetime) -> list[Checked]:
    """The same with the stamps they keep, settled over the whole batch."""
    claims = [each.stamp.edited_at for each in checked if not isinstance(each, dict)]
    agreed = iter(stamps(claims, device=sent.device, now=now, sent_at=sent.sent_at))
    return [each if isinstance(each, dict) else replace(each, stamp=next(agreed)) for each in checked]


def _foreign(each: ForeignChange | Refused, patient: Patient, now: datetime) -> dict[str, Any]:
    if isinstance(each, dict):
        return each
    try:
        taken = isolation.alone(partial(take, each, patient=patient, now=now))
    except InvalidRecord as error:
        return _refused(each.change_id, error)
    if taken is None:
        return _later(each.change_id)
    edited = taken.stamp.edited_at.isoformat()
    return {"id": each.change_id, "status": taken.status, "version": taken.version, "edited_at": edited}


def _refused(change_id: str | None, error: InvalidRecord) -> Refused:
    # Counted, because nobody complains of it: many at once mean that a release broke the API.
    PARKED.inc()
    return {"id": change_id, "status": "rejected", "errors": _faults(error.faults)}


def _faults(faults: list[FieldFault]) -> list[dict[str, str]]:
    return [{"field": fault.field, "code": fault.code, "detail": fault.detail} for fault in faults]


def _later(change_id: str) -> dict[str, Any]:
    """It could not be taken, and not by its own fault: the phone keeps it and tries again."""
    return {"id": change_id, "status": "later"}


def _result(outcome: Outcome | None, edit: Edit) -> dict[str, Any]:
    if outcome is None:
        return _later(edit.change_id)
    return {
        "id": outcome.change_id,
        "status": outcome.status,
        "version": outcome.version,
        "edited_at": outcome.stamp.edited_at.isoformat(),
    }


def _out(patient: Patient, sent: SyncIn, taken: Sequence[Outcome | None]) -> dict[str, Any]:
    """What the phone has not seen, and for each change of its own that may not stand the one that does."""
    outcomes = [outcome for outcome in taken if outcome is not None]
    since = int(sent.cursor or 0)
    # One more than is sent: it says whether the phone has to ask again.
    rows = queries.changes_since(patient, since, limit=OUT + 1)
    shown = rows[:OUT]
    # What was applied is not sent back: its phone has it already.
    own = {outcome.change_id for outcome in outcomes if outcome.status == "applied"}
    doubtful = [outcome.change_id for outcome in outcomes if outcome.status != "applied"]
    seen = {row.seq for row in shown}
    standing = [row for row in queries.standing_changes(patient, doubtful) if row.seq not in seen]
    return {
        "changes": [_change(row) for row in [*standing, *shown] if str(row.change_id) not in own],
        "cursor": str(shown[-1].seq if shown else since),
        "more": len(rows) > OUT,
        "epoch": queries.epoch(),
    }


def _change(row: Change) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "key": row.key,
        "op": row.op,
        "version": row.version,
        "edited_at": row.edited_at.isoformat(),
        "device": row.device,
        "data": _said(row),
    }


def _said(row: Change) -> Any:
    """The unit as phones send it: one sleep is a record, several are a list."""
    if row.kind != "sleep" or row.data is None:
        return row.data
    periods = row.data["periods"]
    return periods[0] if len(periods) == 1 else periods
