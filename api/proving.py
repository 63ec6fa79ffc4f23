"""Fresh proof before what matters, everywhere alike: 401 `prove_again`, with the ways in which this account can."""

from collections.abc import Callable
from typing import Annotated, Any

from allauth.headless import app_settings as headless
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import proof, services
from accounts.models import User
from api import problems
from api.access import signed_in
from api.answering import answers
from api.authentication import session_of
from api.problems import Refusal
from api.query import only
from api.response_schemas.account import ProofAnswer
from api.shared_schemas import no_body
from base.security_log import Event, Outcome, note
from delivery.services import mail_proof_code
from journal.documents import FieldFault, InvalidRecord, Strict, read

FRESH = OpenApiParameter("fresh", str, enum=["true"], description="Refused unless the proof is fresh.")
Handler = Callable[[HttpRequest], HttpResponse]
DETAIL = "prove that it is you, then send this again"
# allauth's routes by what follows `/_allauth/{client}/v1/`: everything about the account but reading it.
ACCOUNT, SESSIONS = "account/", "auth/sessions"
# Reading these makes a new factor ready, or shows the codes of one.
READ_PROVEN = frozenset({"account/authenticators/webauthn", "account/authenticators/recovery-codes"})


class ProveAgain(Refusal):
    """Whoever holds this session has to prove who they are first."""

    def __init__(self, user: User) -> None:
        super().__init__(401, "prove_again", DETAIL, extra={"proofs": proof.ways(user)})


def prove(request: Request) -> User:
    """The caller, who signed in or proved who they are within a quarter of an hour. ProveAgain."""
    user = signed_in(request)
    if not proof.is_fresh(session_of(request), timezone.now()):
        raise ProveAgain(user)
    return user


def proven_first(get_response: Handler) -> Handler:
    """The same rule for sign-in's own routes, browser's and app's, whatever allauth would ask by itself."""

    def handle(request: HttpRequest) -> HttpResponse:
        stale = _stale(request) if request.path.startswith("/_allauth/") else None
        return get_response(request) if stale is None else _answer(stale)

    return handle


def _stale(request: HttpRequest) -> User | None:
    """Who has to prove themselves before this; None when it may pass."""
    _, _, client, version, path = [*request.path.split("/", 4), "", "", ""][:5]
    path = path.rstrip("/")
    reads = request.method in ("GET", "HEAD", "OPTIONS") and path not in READ_PROVEN
    if version != "v1" or reads or not (path.startswith(ACCOUNT) or path == SESSIONS):
        return None
    session = _session(request, client)
    # From the session itself: Django's middleware looks at cookies alone, and an app comes with a token.
    user = None if session is None else session.get(SESSION_KEY)
    if session is None or user is None or proof.is_fresh(session, timezone.now()):
        return None
    return User.objects.filter(pk=user, is_active=True).first()


def _session(request: HttpRequest, client: str) -> SessionBase | None:
    if client != "app":
        return request.session
    token = request.headers.get("X-Session-Token")
    found: SessionBase | None = headless.TOKEN_STRATEGY.lookup_session(token) if token else None
    return found


def _answer(user: User) -> HttpResponse:
    """The problem, readable as allauth's own answer too."""
    ways = proof.ways(user)
    said = problems.body(401, "prove_again", DETAIL) | {
        "proofs": ways,
        "data": {"flows": _flows(ways)},
        "meta": {"is_authenticated": True},
    }
    return JsonResponse(said, status=401, content_type=problems.MEDIA_TYPE)


def _flows(ways: list[str]) -> list[dict[str, Any]]:
    types = {"code": ["totp", "recovery_codes"], "passkey": ["webauthn"]}
    kinds = [kind for way in ways for kind in types.get(way, [])]
    return [
        *([{"id": "reauthenticate"}] if "password" in ways else []),
        *([{"id": "mfa_reauthenticate", "types": kinds}] if kinds else []),
    ]


class Mailed(Strict):
    """The code that was mailed."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z -]{4,20}$")]


class Proof(APIView):
    """`GET` and `POST me/proof`."""

    @answers(ProofAnswer, parameters=[FRESH])
    def get(self, request: Request) -> Response:
        """How things stand; with `fresh=true` they are proved, or this is refused like what comes next."""
        only(request, "fresh")
        fresh = request.query_params.get("fresh")
        if fresh not in (None, "true"):
            raise Refusal(400, "unknown_parameter", "fresh is true or left out")
        user = prove(request) if fresh else signed_in(request)
        return _status(request, user)

    @answers(ProofAnswer, request=Mailed, name="prove")
    def post(self, request: Request) -> Response:
        """Prove it with the code from the mail, where the account has no password."""
        only(request)
        user, session, now = signed_in(request), session_of(request), timezone.now()
        code = read(Mailed, request.data).code
        if not services.use_proof_code(user=user, session_key=_key(session), code=code, now=now):
            note(Event.PROOF_FAILED, user.pk, outcome=Outcome.FAILED, by="mailed_code")
            raise InvalidRecord([FieldFault("code", "incorrect_code", "that code is not right, or too old")])
        proof.note(session, now)
        # By hand: Django's middleware saves the session of a cookie, and not that of a token.
        session.save()
        note(Event.PROOF, user.pk, by="mailed_code")
        return _status(request, user)


class ProofCode(APIView):
    """`POST me/proof/code`."""

    @answers(ProofAnswer, status=202, name="mail_proof_code")
    def post(self, request: Request) -> Response:
        """Mail a code to an account without a password; it works in this session only."""
        only(request)
        no_body(request)
        user, session = signed_in(request), session_of(request)
        if "mail" not in proof.ways(user):
            raise Refusal(409, "conflict", "this account has a password; say it instead")
        try:
            mail_proof_code(user=user, session_key=_key(session), now=timezone.now())
        except services.TooSoon:
            raise Refusal(429, "too_many", "a code was mailed just now; wait a minute", wait=60) from None
        return _status(request, user, status=202)


def _status(request: Request, user: User, status: int = 200) -> Response:
    fresh = proof.is_fresh(session_of(request), timezone.now())
    return Response({"fresh": fresh, "proofs": proof.ways(user)}, status=status)


def _key(session: SessionBase) -> str:
    return session.session_key or ""
