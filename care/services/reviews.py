"""Review marks and tags: a therapist's own order in their caseload."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import Patient, User
from care.models import Review, Tag


def mark_reviewed(*, patient: Patient, therapist: User, now: datetime) -> Review:
    """The record has been looked over."""
    return Review.objects.create(patient=patient, therapist=therapist, reviewed_at=now)


@transaction.atomic
def undo_review(*, patient: Patient, therapist: User) -> bool:
    """Take the latest mark back, so that the one before it counts again; False when there is none."""
    latest = (
        Review.objects.filter(patient=patient, therapist=therapist).order_by("-reviewed_at", "-pk").first()
    )
    if latest is None:
        return False
    latest.delete()
    return True


@transaction.atomic
def set_tags(*, patient: Patient, therapist: User, labels: Iterable[str]) -> list[str]:
    """Make the therapist's own tags of this patient exactly these."""
    wanted = set(labels)
    held = Tag.objects.filter(patient=patient, therapist=therapist)
    held.exclude(label__in=wanted).delete()
    known = set(held.values_list("label", flat=True))
    Tag.objects.bulk_create(
        Tag(patient=patient, therapist=therapist, label=label) for label in wanted - known
    )
    return sorted(wanted)
