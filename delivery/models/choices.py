"""What a person wants to hear, and when the next of it is due."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class Stream(models.TextChoices):
    """What comes again and again, and can be stopped on its own."""

    SUMMARY = "summary"
    DIGEST = "digest"
    REMINDER = "reminder"


class StreamChoice(models.Model):
    """Someone stopped or paused one stream. No row: as the account says."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stream_choices")
    stream = models.CharField(max_length=8, choices=Stream)
    stopped = models.BooleanField(default=False)
    paused_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "stream"], name="stream_choice_one_each"),
            models.CheckConstraint(
                condition=Q(stream__in=Stream.values), name="stream_choice_stream_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {'stopped' if self.stopped else 'on'}"


class Schedule(models.Model):
    """The instant at which a stream is next due for someone, and the wishes it was reckoned from."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="schedules")
    stream = models.CharField(max_length=8, choices=Stream)
    due_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    at = models.TimeField()
    cadence = models.CharField(max_length=8)
    # Tries in a row that failed, and the kind of the last fault; after `TRIES` it is left alone.
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    fault = models.CharField(max_length=40, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "stream"], name="schedule_one_each")]
        # The planner's question: what is due.
        indexes = [models.Index(fields=["due_at"], name="schedule_due")]

    def __str__(self) -> str:
        return f"{self.stream} due {self.due_at}"


class MailQuestion(models.Model):
    """The person was shown the neutral and the open weekly mail side by side, and chose; asked once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.answered_at)


class KnownDevice(models.Model):
    """A browser that has signed in before; another one makes a mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    mark = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="known_device_once")]

    def __str__(self) -> str:
        return self.mark[:8]
