"""Who looks after: review marks, tags, notes and plans of the therapist's desk."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import Consent, Patient, User


class Review(models.Model):
    """A therapist has looked the record over; taking it back removes the mark."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="reviews")
    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reviews")
    reviewed_at = models.DateTimeField()

    class Meta:
        # The latest mark of one therapist for each patient of a caseload.
        indexes = [models.Index(fields=["therapist", "patient", "-reviewed_at"], name="review_latest")]

    def __str__(self) -> str:
        return f"reviewed {self.reviewed_at}"


class Tag(models.Model):
    """A word of one therapist's own for a patient; nobody else sees it."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="tags")
    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tags")
    label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["therapist", "patient", "label"], name="tag_once_per_patient"),
        ]

    def __str__(self) -> str:
        return self.label


class Note(models.Model):
    """A therapist's note: private to its author, or shared with the patient, with whom it then stays.

    `author_name` outlives the author's account; a private note does not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="notes")
    author_name = models.CharField(max_length=120)
    text = models.TextField()
    shared = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        # The notes of one patient, newest first.
        indexes = [models.Index(fields=["patient", "-written_at"], name="note_of_patient")]

    def __str__(self) -> str:
        return f"note of {self.written_at}"


class PlanItem(models.Model):
    """One thing a therapist asks for: a tip or an exercise of their own, on some weekdays.

    A changed item ends and a new row begins, so that what was asked for on a past day can still be counted. The
    item ends with its consent too. `item` is what the patient ticks: the tip's id or
    `x.<slug>`. `blocked_by` names the gates that were closed when it was asked for all the same, with the reason.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="plan_items")
    therapist = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="plan_items")
    therapist_name = models.CharField(max_length=120)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="plan_items")
    item = models.CharField(max_length=40)
    tip = models.CharField(max_length=8, blank=True)
    # As it was asked for: a later release may word the tip anew.
    text = models.TextField()
    dose = models.CharField(max_length=120, blank=True)
    days = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    blocked_by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    starts_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "therapist", "item"],
                condition=Q(ended_on__isnull=True),
                name="plan_item_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="plan_item_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(blocked_by="") | ~Q(reason=""), name="plan_item_blocked_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.item


class PlanTick(models.Model):
    """Whether one item was done on one day, as the patient said last."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="plan_ticks")
    date = models.DateField()
    # By name and not by key: a changed item gets a new row, and its ticks go on.
    item = models.CharField(max_length=40)
    done = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField()
    device = models.CharField(max_length=36)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "date", "item"], name="plan_tick_one_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.item} on {self.date}"
