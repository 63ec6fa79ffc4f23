"""Mail on somebody's own machine: one line in the terminal each. The page at /dev/mail shows the whole."""

import re
import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

# A letter's code stands alone in an indented line.
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


class Backend(BaseEmailBackend):
    """Prints to the real standard output, which a worker's logging does not touch."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Every one is taken."""
        for mail in email_messages:
            print(line(mail), file=sys.__stdout__, flush=True)
        return len(email_messages)


def line(mail: EmailMessage) -> str:
    """`code for a@b: ABCD-EFGH`, or for a mail without a code its subject."""
    code = CODE.search(str(mail.body))
    return f"code for {mail.to[0]}: {code[1]}" if code else f"mail for {mail.to[0]}: {mail.subject}"
