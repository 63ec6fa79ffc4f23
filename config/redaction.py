"""What no log may hold: codes and tokens that stand in an address."""

import logging
import re

# No route takes a visit code in an address; someone may type one there all the same.
SECRET = re.compile(r"(/visit(?:/standing)?\?code=|/visit/|/mail/unsubscribe/)(?!standing\b)[^/\s?#\"']+")


class RedactCodes(logging.Filter):
    """Puts a dash in the place of each code, before the line is formatted by any handler that uses this filter."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes; its text is changed where it must be."""
        said = record.getMessage()
        redacted = SECRET.sub(r"\1-", said)
        if redacted != said:
            record.msg, record.args = redacted, ()
        return True
