"""What happened: nights and everything in them, with the stamp of each unit that is edited on its own."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import Patient
from journal.querysets import EpisodeQuerySet, NightQuerySet

ONE_TO_FIVE = (1, 5)


class Diary(models.Model):
    """One patient's diary: its revision moves with every change, in the transaction of the change."""

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, primary_key=True, related_name="diary")
    revision = models.PositiveBigIntegerField(default=0)
    erased_at = models.DateTimeField(null=True)
    # After long silence: when the one question was put, and when notice of erasure was given.
    asked_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    # When the weekly question of a pause was last put off.
    quiet_put_off_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"diary at {self.revision}"


class Closure(models.Model):
    """A record that is no longer kept up, and when it will be erased."""

    class Reason(models.TextChoices):
        DECEASED = "deceased"
        LEFT = "left"

    patient = models.OneToOneField(
        Patient, on_delete=models.CASCADE, primary_key=True, related_name="closure"
    )
    reason = models.CharField(max_length=8, choices=Reason)
    closed_at = models.DateTimeField()
    erase_on = models.DateField()

    def __str__(self) -> str:
        return f"closed, {self.reason}"


class Tombstone(models.Model):
    """A record that was erased: its number (or its account's) and the day, so that no backup brings it back."""

    # No foreign key: the row outlives the one it names.
    patient = models.UUIDField(primary_key=True)
    erased_on = models.DateField()

    def __str__(self) -> str:
        return f"erased on {self.erased_on}"


class Night(models.Model):
    """A night of the local calendar date of its evening. `None` anywhere means not asked, never no.

    `document` is the whole night as the API says it, written with every change, so that reading a stretch of
    nights is one query; `rows.compose` makes it from the columns and the rows that hang on the night. `painful` and
    `worst` are its reading by `journal.night`, kept for the same reason. A night that a process of the release before
    wrote has no `painful`: `pain` stands in, as in `NightQuerySet.read`.
    """

    class ToldBy(models.TextChoices):
        SELF = "self"
        CARER = "carer"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="nights")
    date = models.DateField()
    timezone = models.CharField(max_length=64)
    pain = models.BooleanField(null=True)
    told_by = models.CharField(max_length=8, choices=ToldBy, default=ToldBy.SELF)
    note = models.TextField(blank=True)

    day = models.JSONField(default=dict)
    signs = models.JSONField(default=dict)
    checks = models.JSONField(default=dict)
    tips_tried = models.JSONField(default=dict)
    stamps = models.JSONField(default=dict)
    document = models.JSONField(default=dict)
    painful = models.BooleanField(null=True)
    worst = models.PositiveSmallIntegerField(null=True)

    version = models.PositiveIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)

    objects = NightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "date"], name="night_one_per_date"),
            models.CheckConstraint(condition=Q(told_by__in=["self", "carer"]), name="night_told_by_is_known"),
        ]
        # The unique index on (patient, date) serves the list by range and the comparison's window.

    def __str__(self) -> str:
        return f"night of {self.date}"


class Episode(models.Model):
    """One spell of pain; its id was made on the phone.

    Without a night it is a deletion that arrived before the episode it deletes.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="episodes")
    night = models.ForeignKey(Night, on_delete=models.CASCADE, related_name="episodes", null=True)
    uid = models.UUIDField()

    started_at = models.DateTimeField(null=True)
    started_offset = models.SmallIntegerField(null=True)
    intensity = models.PositiveSmallIntegerField(null=True)
    onset = models.CharField(max_length=12, null=True)  # noqa: DJ001  null is not asked
    when = models.CharField(max_length=12, null=True)  # noqa: DJ001
    dur = models.CharField(max_length=12, null=True)  # noqa: DJ001
    feel = models.JSONField(null=True)
    sites = models.JSONField(null=True)
    radiates = models.BooleanField(null=True)
    signs = models.JSONField(null=True)
    actions = models.JSONField(null=True)
    returns = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    # The night whose episode this one repeats, until one of the repeated fields is edited.
    copied_from = models.DateField(null=True)

    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField()
    device = models.CharField(max_length=36)
    deleted = models.BooleanField(default=False)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            # Within one patient: ids are made on phones, and one person's choice must not refuse another's.
            models.UniqueConstraint(fields=["patient", "uid"], name="episode_one_per_uid"),
            models.CheckConstraint(
                condition=Q(intensity__isnull=True) | Q(intensity__range=(0, 10)),
                name="episode_intensity_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(night__isnull=False) | Q(deleted=True), name="episode_lives_in_a_night"
            ),
        ]

    def __str__(self) -> str:
        return f"episode {self.uid}"


class SleepPeriod(models.Model):
    """One sleep of a night, in the variables of the Consensus Sleep Diary."""

    night = models.ForeignKey(Night, on_delete=models.CASCADE, related_name="sleep_periods")
    position = models.PositiveSmallIntegerField(default=0)
    into_bed_at = models.DateTimeField(null=True)
    tried_to_sleep_at = models.DateTimeField(null=True)
    minutes_to_fall_asleep = models.PositiveSmallIntegerField(null=True)
    awakenings = models.PositiveSmallIntegerField(null=True)
    minutes_awake = models.PositiveSmallIntegerField(null=True)
    final_awakening_at = models.DateTimeField(null=True)
    out_of_bed_at = models.DateTimeField(null=True)
    offset = models.JSONField(default=dict)
    quality = models.PositiveSmallIntegerField(null=True)
    refreshed = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["night", "position"], name="sleep_one_per_position"),
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | Q(quality__range=ONE_TO_FIVE), name="sleep_quality_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(refreshed__isnull=True) | Q(refreshed__range=ONE_TO_FIVE),
                name="sleep_refreshed_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(final_awakening_at__isnull=True)
                | Q(tried_to_sleep_at__isnull=True)
                | Q(final_awakening_at__gte=F("tried_to_sleep_at")),
                name="sleep_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(out_of_bed_at__isnull=True)
                | Q(into_bed_at__isnull=True)
                | Q(out_of_bed_at__gte=F("into_bed_at")),
                name="sleep_rises_after_going_to_bed",
            ),
        ]

    def __str__(self) -> str:
        return f"sleep {self.position}"


class Entry(models.Model):
    """A unit that belongs to no single night: a health answer, a PEG week, a factor of one's own, an event."""

    class Kind(models.TextChoices):
        HEALTH = "health"
        PEG = "peg"
        FACTOR = "factor"
        EVENT = "event"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=64)
    data = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField()
    device = models.CharField(max_length=36)
    deleted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "kind", "key"], name="entry_one_per_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Change(models.Model):
    """Every edit ever received, whether it stood or not: history, repeats and what phones pull next."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="changes")
    seq = models.PositiveBigIntegerField()
    change_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    op = models.CharField(max_length=6)
    data = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    stands = models.BooleanField()
    edited_at = models.DateTimeField()
    device = models.CharField(max_length=36)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "seq"], name="change_one_per_seq"),
            models.UniqueConstraint(fields=["patient", "change_id"], name="change_counts_once"),
        ]
        # History of one unit, newest first, and restoring an earlier version.
        indexes = [models.Index(fields=["patient", "kind", "key", "seq"], name="change_history")]

    def __str__(self) -> str:
        return f"{self.op} {self.kind} {self.key}"


class Epoch(models.Model):
    """Which life of the database this is; a restore from backup starts a new one and phones offer again."""

    value = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.value)
