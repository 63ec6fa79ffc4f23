"""Every kind of mail there is, and how sure it must be."""

from dataclasses import dataclass

from delivery.models import Stream


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mail.

    One with a stream comes again and again: it is sent at most once, can be stopped, and is composed when it is
    sent. Any other was asked for or warns: it is sent at least once, with the same token each time.
    """

    name: str
    stream: Stream | None = None

    @property
    def periodic(self) -> bool:
        """Whether once too few is better than twice."""
        return self.stream is not None


WEEKLY_SUMMARY = Kind("weekly_summary", Stream.SUMMARY)
CASELOAD_DIGEST = Kind("caseload_digest", Stream.DIGEST)
PERIODIC = {kind.name: kind for kind in (WEEKLY_SUMMARY, CASELOAD_DIGEST)}
BY_STREAM = {kind.stream: kind for kind in PERIODIC.values()}


def kind_of(name: str) -> Kind:
    """The kind of that name; every name that is not periodic is a letter."""
    return PERIODIC.get(name) or Kind(name)
