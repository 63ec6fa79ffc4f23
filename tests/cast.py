"""People for tests, each with a client that is signed in."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Consent, Patient, User


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone and their signed-in browser."""

    user: User
    patient: Patient
    http: Client

    def get(self, path: str, **headers: Any) -> Any:
        return self.http.get(f"/api/v1/{path}", headers=headers)

    def send(self, method: str, path: str, body: object = None, **headers: Any) -> Any:
        call = getattr(self.http, method)
        return call(f"/api/v1/{path}", data=body, content_type="application/json", headers=headers)


def person(email: str, *, name: str = "", therapist_of: Caller | None = None, **facts: Any) -> Caller:
    """An account with a diary and an open session, as if signed in through the site."""
    facts = {
        "timezone": "Europe/London",
        **facts,
        "is_therapist": bool(therapist_of) or facts.get("is_therapist", False),
    }
    user = services.make_person(email=email, password="a long enough one", name=name, **facts)
    patient = services.open_patient_record(user=user)
    if therapist_of is not None:
        services.grant_consent(patient=therapist_of.patient, grantee=user, scope=Consent.Scope.FULL)
    http = Client()
    http.force_login(user)
    return Caller(user, patient, http)


def today_of(caller: Caller) -> str:
    """A date that the API takes for tonight."""
    return timezone.localdate().isoformat()
