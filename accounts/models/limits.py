"""Uses that are counted against a limit."""

from django.db import models

from accounts.managers import RateLimitQuerySet


class RateLimit(models.Model):
    """The recent uses of one rule by one subject, oldest first, in seconds since 1970.

    The subject (an account, an address, a device, a pair) is kept as a digest only.
    """

    rule = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    # All uses in one row: it is what simultaneous tries are locked on.
    hits = models.JSONField(default=list)
    # Old rows are found by it and removed.
    changed_at = models.DateTimeField(db_index=True)

    objects = RateLimitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject"], name="rate_limit_one_row_per_subject")
        ]

    def __str__(self) -> str:
        return self.rule
