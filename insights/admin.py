"""Diaries that could not be read, for who runs the site: which and since when, never what they say."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from base.read_only_admin import ReadOnlyAdmin
from insights.models import AnalysisState
from insights.queries import quarantined_readings


@admin.register(AnalysisState)
class QuarantinedAnalysisAdmin(ReadOnlyAdmin):
    """Left alone after three tries, until the diary moves or `manage.py release_quarantine`."""

    list_display = ("patient_id", "failures", "fault", "failed_revision")
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnalysisState]:
        """Those in quarantine alone."""
        return quarantined_readings()
