"""What no log may hold: codes and tokens that stand in an address."""

import logging
import re

# No route takes a visit code in an address; someone may type one there all the same.
SECRET = re.compile(
    r"([?&]code=|/visits?/(?:standing/)?|/join/|/mail/unsubscribe/)(?!standing\b)[^/\s?#&\"']+", re.IGNORECASE
)
# A code as it is handed out, wherever it stands; ids have other groups.
GROUPED = re.compile(r"(?<![\w-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,3}(?![\w-])", re.IGNORECASE)


class RedactCodes(logging.Filter):
    """Puts a dash in the place of each code, before the line is formatted by any handler that uses this filter."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes; its text is changed where it must be."""
        said = record.getMessage()
        redacted = GROUPED.sub("-", SECRET.sub(r"\1-", said))
        if redacted != said:
            record.msg, record.args = redacted, ()
        return True
