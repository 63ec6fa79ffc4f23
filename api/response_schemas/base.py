"""What all answers have in common, and the closed words that several of them use."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from base.languages import Code

Level = Literal["emergency", "same_day", "within_days", "routine"]
Leg = Literal["left", "right", "both"]
Element = TypeVar("Element")
Two = Annotated[list[Element], Field(min_length=2, max_length=2)]
Scope = Literal["summary", "full", "log"]
Language = Code


class Answer(BaseModel):
    """No key but those named, no value but of the kind named. A key with a default may be absent."""

    # Strict: an answer that drifts away from the document fails in a test, not in a client.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ListAnswer(Answer):
    """A list, or a page of one; `next` is the `cursor` of the page after it, null where none comes."""

    next: str | None
