"""Parts that several bodies share."""

from typing import Annotated, Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from rest_framework.request import Request

from journal.documents import Strict, read
from journal.fields import CalendarDate, wrong


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise wrong("email", "not an e-mail address") from None
    # Compared with verified addresses, which are kept in lower case.
    return value.lower()


Email = Annotated[str, AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email"})]
# Looser than the alphabet of codes: people type what they hear, and `accounts.codes.digest` evens it out.
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z -]{10,40}$")]


class Period(Strict):
    """`from`, the earliest night visible, and `until`, the last day of access."""

    from_: CalendarDate | None = Field(None, alias="from")
    until: CalendarDate | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise wrong("before_from", "it would end before it begins")
        return self


class Nothing(Strict):
    """A body without anything in it."""


def has_body(request: Request) -> bool:
    """Whether anything came with the request."""
    return request.META.get("CONTENT_LENGTH") not in (None, "", "0")


def no_body(request: Request) -> None:
    """For routes that take no body: none, or an empty object."""
    if has_body(request):
        read(Nothing, request.data)
