"""The access log: who looked at a record."""

from django.db import models


class AccessLogEntry(models.Model):
    """Someone else used a patient's record, or an administrator their account: who, as what, at what, when.

    Rows are only ever added. An administrator's act keeps the `reason` that was given for it.

    The database refuses to change or remove a row (migration 0004). The table is therefore not managed:
    emptying the database between tests must not meet that refusal. Both ids are pseudonyms.
    """

    class Role(models.TextChoices):
        THERAPIST = "therapist"
        CARER = "carer"
        VISIT = "visit"
        ADMIN = "admin"

    # A number that grows, not a UUID or the time: pages of the log go on from it, and looks can share a moment.
    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    patient = models.UUIDField()
    # No foreign keys: the log outlives both accounts.
    reader = models.UUIDField(null=True)
    role = models.CharField(max_length=12, choices=Role)
    what = models.CharField(max_length=40)
    reason = models.CharField(max_length=200, default="")

    class Meta:
        managed = False
        db_table = "accounts_look"  # the name it has had since the first release
        # The patient's page "who looked", newest first.
        indexes = [models.Index(fields=["patient", "-id"], name="look_of_patient")]

    def __str__(self) -> str:
        return f"{self.role} {self.what}"
