"""How a log line is written: as JSON on servers, to be read by people elsewhere; in UTC, with the request's id.

No line holds what somebody said: of an error its kind and place are kept, never its words, which may quote a record.
Codes, addresses of mail and control characters are taken out of everything else.
"""

import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from django.http import HttpRequest
from structlog.typing import EventDict, Processor, WrappedLogger

# No route takes a visit code in an address; someone may type one there all the same.
SECRET = re.compile(
    r"([?&]code=|/visits?/(?:standing/)?|/join/|/mail/unsubscribe/)(?!standing\b)[^/\s?#&\"']+", re.IGNORECASE
)
# A code as it is handed out, wherever it stands; ids have other groups. Two groups in small letters are words.
GROUPED = re.compile(r"(?<![\w-])(?:(?i:[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,3})|[0-9A-Z]{4}-[0-9A-Z]{4})(?![\w-])")
MAILBOX = re.compile(r"[^\s<>\"'(),;:=/@]+(?:@|%40)[^\s<>\"'(),;:/@]+", re.IGNORECASE)
# A line break in somebody's text would look like a log line of its own (log forging).
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
PLACES = 12  # of one error, the innermost
# Celery's own lines about a task quote the error's words and what the task was given.
QUOTED = ("exc", "traceback", "args", "kwargs", "return_value")


# UTC: lines of several machines, and of the hour that clocks put back, have to sort.
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure() -> None:
    """structlog's own loggers write through the standard library's, so that there is one way out."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter(*, json: bool) -> structlog.stdlib.ProcessorFormatter:
    """For every handler: lines of structlog's and of everybody else's."""
    last: Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[unquote, by_route, *SHARED],
        # `redact` comes after all that adds to the line, so that nothing is written unsearched.
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, name_errors, redact, last],
    )


def unquote(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Celery's line of a failed task without the words it quotes."""
    record = line.get("_record")
    context = getattr(record, "data", None)
    # Celery has put the words into its message by then; only the template can be said without them.
    if record is not None and record.name == "celery.app.trace" and isinstance(context, Mapping):
        line["event"] = str(record.msg) % {**context, **dict.fromkeys(QUOTED, "-")}
    return line


def by_route(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Django's line of a refusal with the route in place of the address, which holds ids and whatever was typed."""
    request = getattr(line.get("_record"), "request", None)
    if isinstance(request, HttpRequest) and request.path != "/":
        found = request.resolver_match
        route = f"/{found.route}" if found else "an address that leads nowhere"
        line["event"] = str(line["event"]).replace(request.path, route)
    return line


def name_errors(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """In place of an error its kind and where it happened, with whatever caused it."""
    given = line.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        line["error"] = [_described(one) for one in _chain(error)]
    return line


def redact(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Every text of the line."""
    return {name: _redacted(value) for name, value in line.items()}


def redacted(text: str) -> str:
    """Without codes, addresses of mail and control characters."""
    said = GROUPED.sub("-", SECRET.sub(r"\1-", text))
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", MAILBOX.sub("-@-", said))


def _redacted(value: Any) -> Any:
    match value:
        case str():
            return redacted(value)
        case list() | tuple():
            return [_redacted(one) for one in value]
        case Mapping():
            return {redacted(str(name)): _redacted(one) for name, one in value.items()}
        case None | bool() | int() | float():
            return value
        case BaseException():
            return type(value).__name__
    return redacted(str(value))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it came from."""
    seen: set[int] = set()
    found: BaseException | None = error
    # Errors can name each other as their cause; without the set this would not end.
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _described(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([type(error).__name__, *reversed(places)])
