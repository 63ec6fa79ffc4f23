"""For each route that takes a body, one that it would take, and for those with a query, the query."""

from collections.abc import Mapping
from typing import Any

P = "api/v1/patients/<str:patient>"
DEVICE = "22222222-2222-4222-8222-222222222222"

# Sign-in's own routes, the browser's and the app's: wrong words, and what a thief of a session would ask for.
SIGN_IN: Mapping[tuple[str, str], Any] = {
    ("auth/login", "POST"): {"email": "nobody@example.com", "password": "a wrong one"},
    ("auth/signup", "POST"): {"email": "canary-address@example.com", "password": "short"},
    ("auth/code/request", "POST"): {"email": "nobody@example.com"},
    ("auth/code/confirm", "POST"): {"code": "AAAAAA"},
    ("auth/email/verify", "POST"): {"key": "AAAAAA"},
    ("auth/password/request", "POST"): {"email": "nobody@example.com"},
    ("auth/password/reset", "POST"): {"key": "AAAAAA", "password": "a long enough one"},
    ("auth/reauthenticate", "POST"): {"password": "a wrong one"},
    ("auth/2fa/authenticate", "POST"): {"code": "000000"},
    ("auth/2fa/reauthenticate", "POST"): {"code": "000000"},
    ("auth/sessions", "DELETE"): {"sessions": [1]},
    ("account/email", "POST"): {"email": "new@example.com"},
    ("account/email", "PATCH"): {"email": "canary-address@example.com", "primary": True},
    ("account/email", "PUT"): {"email": "canary-address@example.com"},
    ("account/email", "DELETE"): {"email": "canary-address@example.com"},
    ("account/password/change", "POST"): {"current_password": "wrong", "new_password": "another long one"},
    ("account/authenticators/totp", "POST"): {"code": "000000"},
}
BODIES: Mapping[tuple[str, str], Any] = {
    (f"{P}/nights/<str:date>", "PUT"): {"timezone": "Europe/London", "pain": False},
    (f"{P}/nights/<str:date>", "PATCH"): {"day": {"longsit": True}},
    (f"{P}/sync", "POST"): {"device": DEVICE},
    (f"{P}/health", "PUT"): {"birth_year": 1961},
    (f"{P}/consents", "POST"): {"scope": "summary"},
    (f"{P}/consents/<str:consent>/confirm", "POST"): {},
    (f"{P}/review", "POST"): {},
    (f"{P}/safety/<str:flag>/seen", "POST"): {"outcome": "seen_cleared", "on": "2026-11-21"},
    (f"{P}/tips/<str:tip>/feedback", "POST"): {"date": "2026-11-21", "helped": True},
    (f"{P}/experiments", "POST"): {"tip": "t11", "start": "2026-11-22", "nights": 28},
    (f"{P}/experiments/<str:experiment>", "PATCH"): {"state": "stopped"},
    (f"{P}/notes", "POST"): {"text": "a note"},
    (f"{P}/notes/<str:note>", "PATCH"): {"shared": False},
    (f"{P}/plan", "PUT"): {"items": [{"text": "walk after lunch"}]},
    (f"{P}/tags", "PUT"): {"tags": ["knee"]},
    (f"{P}/visit-links", "POST"): {"scope": "summary"},
    (f"{P}/events", "POST"): {"on": "2026-11-20", "kind": "travel"},
    (f"{P}/events/<str:event>", "PUT"): {"on": "2026-11-20", "kind": "travel"},
    (f"{P}/factors", "POST"): {"label": "late coffee"},
    (f"{P}/factors/<str:factor>", "PATCH"): {"label": "green tea"},
    (f"{P}/factors/<str:factor>/merge", "POST"): {"into": "own.tea"},
    (f"{P}/peg/<str:monday>", "PUT"): {"pain": 4, "enjoyment": 4, "activity": 4},
    (f"{P}/visits", "PUT"): {"last": "2026-11-02"},
    ("api/v1/me", "PATCH"): {"resting": True},
    ("api/v1/me/proof", "POST"): {"code": "0000-0000"},
    ("api/v1/me/proof/code", "POST"): {},
    ("api/v1/me/therapist", "PUT"): {},
    ("api/v1/me/agreement", "PUT"): {"version": "2026-11-24", "language": "en"},
    ("api/v1/visit", "POST"): {"code": "0000-0000-0000"},
    ("api/v1/visit/standing", "POST"): {"code": "0000-0000-0000"},
    ("api/v1/consents/accept", "POST"): {"code": "0000-0000-0000-0000"},
    ("api/v1/consents/preview", "POST"): {"code": "0000-0000-0000-0000"},
    ("api/v1/consents/<str:consent>/handover", "POST"): {},
    ("api/v1/invitations", "POST"): {},
    ("api/v1/mail/preferences", "PATCH"): {"shows_symptoms": False},
    ("api/v1/push/subscriptions", "DELETE"): {"endpoint": "https://fcm.googleapis.com/fcm/send/x"},
    ("admin/accounts/user/<uuid:person>/do/<slug:verb>/", "POST"): {"reason": "asked for by telephone"},
    **{
        (f"_allauth/{client}/v1/{route}", method): body
        for client in ("app", "browser")
        for (route, method), body in SIGN_IN.items()
    },
}
QUERIES: Mapping[str, str] = {f"{P}/trends": "?metric=worst_pain", f"{P}/export": "?format=json"}
