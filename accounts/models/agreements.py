"""What a person agreed to before a diary was kept."""

from django.db import models
from django.db.models import F, Q

from accounts.models.people import User
from base.languages import CHOICES


class Agreement(models.Model):
    """A person agreed that a diary is kept: to which text, in which language, when; and when that ended.

    A row is never changed but for its end; agreeing again is another row.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="agreements")
    version = models.CharField(max_length=32)
    language = models.CharField(max_length=8, choices=CHOICES)
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("agreed_at")),
                name="agreement_ends_after_it_begins",
            ),
            # Which text is in force must have one answer, whatever two requests do at once.
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="agreement_one_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.version}"
