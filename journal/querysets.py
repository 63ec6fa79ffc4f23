"""The reading words of the journal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from accounts.models import Patient
    from journal.models import Episode, Night  # noqa: F401  named in the bases below


class EpisodeQuerySet(models.QuerySet["Episode"]):
    """Episodes of pain."""

    def alive(self) -> Self:
        """Those not (soft) deleted."""
        return self.filter(deleted=False)


class NightQuerySet(models.QuerySet["Night"]):
    """Nights."""

    def of(self, patient: Patient) -> Self:
        """One patient's nights, not those in the trash."""
        return self.filter(patient=patient, deleted_at__isnull=True)

    def between(self, first: date | None, last: date | None) -> Self:
        """Nights of these dates, both ends included; None leaves an end open."""
        nights = self if first is None else self.filter(date__gte=first)
        return nights if last is None else nights.filter(date__lte=last)

    def read(self) -> models.QuerySet[Any]:
        """With `hurt`, whether each night was painful, beside its column `worst`: the reading of `journal.night`.

        What was said comes first: an older release that updates a night does not know the column. Only a no is asked
        again where the column differs, for an episode of another device makes the night painful.
        """
        # By name, for the models import this module in turn.
        episodes = apps.get_model("journal", "Episode").objects.filter(night=OuterRef("pk"))
        contradicted = Q(pain=False) & (Q(painful=True) | Q(painful=None))
        told = Exists(episodes.filter(deleted=False))
        return self.annotate(hurt=Case(When(contradicted, then=told), default=Coalesce("pain", "painful")))

    def newest_first(self) -> Self:
        """The order in which people look back."""
        return self.order_by("-date")
