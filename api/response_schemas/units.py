"""What a unit of the record holds, by its kind."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, Field, GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema

from api.response_schemas.base import Answer
from journal.documents import SleepPeriod
from journal.edits import DATA, ENTRY_KINDS

Kind = Literal["episode", "night", "sleep", "day", "sign", "check", "tip", "health", "peg", "factor", "event"]
EntryKind = Literal["health", "peg", "factor", "event"]
Op = Literal["put", "delete"]


class HealthData(Answer):
    """One answer of the health background."""

    value: bool | int | str | None


UNITS: Mapping[str, Any] = {**DATA, "health": HealthData}
ENTRIES: Mapping[str, Any] = {kind: held for kind, held in UNITS.items() if kind in ENTRY_KINDS}
# One sleep is sent as a record, several as a list.
CHANGES: Mapping[str, Any] = {**UNITS, "sleep": SleepPeriod | list[SleepPeriod]}


class ByKind:
    """Marks a model with `kind` and `data` as one model for each kind, told apart by `kind`.

    `data` says what each kind holds; `deleted`, that null stands for one that was deleted.
    """

    def __init__(self, data: Mapping[str, Any], *, deleted: bool = True) -> None:
        self.data = data
        self.deleted = deleted

    def __get_pydantic_core_schema__(
        self, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The union of those models."""
        each = [
            _of_kind(source, kind, held | None if self.deleted else held) for kind, held in self.data.items()
        ]
        return handler.generate_schema(Annotated[reduce(or_, each), Field(discriminator="kind")])


def _of_kind(model: type[BaseModel], kind: str, held: Any) -> type[BaseModel]:
    """`SyncChange` of the kind `plan_tick` is `PlanTickSyncChange`."""
    said = ... if model.model_fields["data"].is_required() else None
    return create_model(
        "".join(word.capitalize() for word in kind.split("_")) + model.__name__,
        __base__=model,
        __doc__=model.__doc__,
        kind=(cast(Any, Literal[kind]), ...),
        data=(held, said),
    )
