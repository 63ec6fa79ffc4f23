"""A mail as plain values, and as it travels."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.mime.image import MIMEImage

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

# Control characters, and marks that turn the direction of the text around them, have no place in one line.
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
# As long as the column of `Message.subject`: PostgreSQL refuses what is longer, SQLite would take it.
SUBJECT_LENGTH = 200


class InvalidAddress(ValueError):
    """Not one plain address."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture inside a mail; `name` is what the HTML calls it by, as `cid:name`, `alt` says it in words."""

    name: str
    png: bytes
    alt: str

    @property
    def src(self) -> str:
        """The picture itself as an address."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"


@dataclass(frozen=True, slots=True)
class Mail:
    """What someone will read. The HTML and the text say the same."""

    subject: str
    text: str
    html: str
    images: tuple[Image, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def page(self) -> str:
        """The HTML with its pictures inside, for looking at without a mail reader."""
        page = self.html
        for image in self.images:
            page = page.replace(f"cid:{image.name}", image.src)
        return page


def one_line(text: str) -> str:
    """Text that may stand in a header or be quoted in a sentence: one line, without tricks."""
    return " ".join(NOT_IN_A_LINE.sub(" ", text).split())[:SUBJECT_LENGTH]


def one_address(text: str) -> str:
    """The address itself. InvalidAddress for none, for several, and for anything a header could be broken with."""
    try:
        validate_email(text)
    except ValidationError:
        raise InvalidAddress("not an e-mail address") from None
    # Django's validator allows a quoted local part with these in it; in a header it would read as several recipients.
    if NOT_IN_A_LINE.search(text) or "," in text or ";" in text:
        raise InvalidAddress("not one e-mail address")
    return text


def envelope(mail: Mail, *, recipient: str, message_id: str) -> EmailMultiAlternatives:
    """The mail as it travels, to one recipient."""
    # RFC 3834: automatic mail says so, or it is answered by out-of-office replies.
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", **mail.headers}
    made = EmailMultiAlternatives(one_line(mail.subject), mail.text, to=[recipient], headers=headers)
    if mail.html:
        made.attach_alternative(mail.html, "text/html")
    if mail.images:
        # The HTML names its pictures by `cid:`, which mail readers resolve within one multipart/related (RFC 2387).
        made.mixed_subtype = "related"  # type: ignore[attr-defined]
        for image in mail.images:
            made.attach(_part(image))
    return made


def _part(image: Image) -> MIMEImage:
    part = MIMEImage(image.png, "png")
    part.add_header("Content-ID", f"<{image.name}>")
    part.add_header("Content-Disposition", "inline", filename=f"{image.name}.png")
    return part
