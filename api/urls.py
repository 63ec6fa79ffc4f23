"""Every route of the API, one line each."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from api import (
    article,
    associations,
    caseload,
    consents,
    health,
    heatmap,
    insights,
    invitations,
    looks,
    me,
    nights,
    safety,
    sync,
    tips,
    trends,
    words,
)

P = "patients/<str:patient>"
urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("vocabulary", words.Words.as_view()),
    path("me", me.Me.as_view()),
    path(f"{P}/nights", nights.Nights.as_view()),
    path(f"{P}/nights/<str:date>", nights.Night.as_view()),
    path(f"{P}/sync", sync.Sync.as_view()),
    path(f"{P}/health", health.Health.as_view()),
    path(f"{P}/insights", insights.Insights.as_view()),
    path(f"{P}/safety", safety.Safety.as_view()),
    path(f"{P}/safety/<str:flag>/seen", safety.SafetySeen.as_view()),
    path(f"{P}/trends", trends.Trends.as_view()),
    path(f"{P}/heatmap", heatmap.Heatmap.as_view()),
    path(f"{P}/associations", associations.Associations.as_view()),
    path(f"{P}/tips", tips.Tips.as_view()),
    path(f"{P}/tips/<str:tip>/feedback", tips.TipFeedback.as_view()),
    path(f"{P}/consents", consents.Consents.as_view()),
    path(f"{P}/consents/<str:consent>", consents.OwnConsent.as_view()),
    path(f"{P}/consents/<str:consent>/confirm", consents.Confirmation.as_view()),
    path(f"{P}/access", looks.Looks.as_view()),
    path("caseload", caseload.Caseload.as_view()),
    path("consents", consents.Held.as_view()),
    path("consents/accept", invitations.Accept.as_view()),
    path("consents/<str:consent>", consents.HeldConsent.as_view()),
    path("consents/<str:consent>/handover", consents.Handover.as_view()),
    path("invitations", invitations.Invitations.as_view()),
    path("article", article.Article.as_view()),
    path("article/<str:name>", article.ArticlePage.as_view()),
    path("profiles", insights.Profiles.as_view()),
    path("profiles/<str:profile>", insights.Profile.as_view()),
]
