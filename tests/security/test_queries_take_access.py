"""A read of a record takes how much may be read: leaving out the first night or the scope does not type-check."""

import inspect
from importlib import import_module
from types import ModuleType
from typing import get_type_hints

from accounts.models import Patient

MODULES = (
    "journal.queries", "journal.entry_queries", "journal.snapshot", "insights.queries",
    "insights.comparison_queries", "insights.series_queries",
    "insights.experiment_queries", "care.queries.insight", "care.queries.notes", "care.queries.page",
    "care.queries.plans", "care.queries.report",
)  # fmt: skip
# Reads of the owner's own phone or of a service that answers nobody, and what is the therapist's own.
WITHOUT = {
    "quiet_nights", "entries_of", "told_health", "revision_of", "changes_since", "standing_changes",
    "entry", "all_factors", "by_age", "answers_about", "unlogged", "pause_of",
    "last_shown", "reply_is_known", "replies_of_late", "find_flag", "flag_key", "owners_flags",
    "refusals", "read_now", "tonights_arm",
    "own_note", "review_document", "tags_of",
}  # fmt: skip


def taking_a_patient(module: ModuleType) -> set[str]:
    """Its own public functions to which a bare patient may be given."""
    found = (
        one for name, one in vars(module).items() if inspect.isfunction(one) and not name.startswith("_")
    )
    own = (one for one in found if one.__module__ == module.__name__)
    return {one.__name__ for one in own if Patient in get_type_hints(one).values()}


def test_a_query_that_takes_a_bare_patient_answers_no_other_reader() -> None:
    modules = map(import_module, MODULES)
    assert {name for module in modules for name in taking_a_patient(module)} == WITHOUT
