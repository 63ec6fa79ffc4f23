"""A patient's page at the desk: the report, and what only the desk has beside it."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from care import sections
from care.queries.notes import notes_of, review_document, tags_of
from care.queries.plans import plan_document
from care.queries.report import Reader, ReportData, gather, report_of
from care.report.record import record_lines
from insights.series_queries import associations

STRIP = timedelta(days=13)
STRIP_FIELDS = ("date", "pain", "late", "told_by")


def page(reader: Reader, therapist: User, *, today: date) -> dict[str, Any]:
    """Everything a therapist reads before the visit, in one answer; notes and plan only with full consent."""
    access, patient = reader.access, reader.access.patient
    data = gather(reader, today=today)
    found, labels = report_of(data), data.entries.own_labels()
    factors = data.nights.factors(today)
    return {
        **found,
        "insights": {key: value for key, value in data.insight.items() if key != "safety"},
        "associations": associations(access, factors, labels, language=reader.language),
        "recent": _recent(data),
        "notes": notes_of(access, therapist) if reader.full else None,
        "plan": plan_document(access, therapist, today=today) if reader.full else None,
        "closed": patient.closure.erase_on.isoformat() if hasattr(patient, "closure") else None,
        "review": review_document(patient, therapist, today=today),
        "tags": tags_of(patient, therapist),
        "record": record_lines(found, reader.language),
        "not_watched": sections.rules().say("not_watched", reader.language),
    }


def _recent(data: ReportData) -> list[dict[str, Any]]:
    """The last two weeks, newest first; with full consent each night's own words too."""
    reader, today = data.reader, data.today
    nights = data.nights.documents(today - STRIP, today)
    return [
        {key: night[key] for key in STRIP_FIELDS}
        | (
            {"note": night["note"], "notes": [one["note"] for one in night["episodes"] if one.get("note")]}
            if reader.full
            else {}
        )
        for night in reversed(nights)
    ]
