"""Routes of mail: stopping it without signing in, and what a person chooses to receive."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from pydantic import Field
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from api.access import must_say_something, signed_in
from api.answering import answers
from api.query import language_of, only
from api.response_schemas.base import Answer
from delivery import services, unsubscribe
from delivery.mail import Mail
from delivery.message_texts import words
from delivery.models import Stream
from delivery.queries import notification_preferences
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import CalendarDate, Instant

HTML = {(200, "text/html"): OpenApiTypes.STR}
FORM = {"application/x-www-form-urlencoded": {"type": "object", "additionalProperties": {"type": "string"}}}
LONGEST_PAUSE = timedelta(days=366)


class Unsubscribe(APIView):
    """`mail/unsubscribe/{token}`: GET shows a page and changes nothing, POST acts at once (RFC 8058)."""

    # RFC 8058: mail programs send it without cookies, so neither a session nor a CSRF token can be asked for.
    permission_classes = (AllowAny,)
    authentication_classes = ()

    @extend_schema(
        responses={**HTML, (404, "text/html"): OpenApiTypes.STR}, operation_id="read_unsubscribe_page"
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        """Ask what to stop or pause."""
        only(request)
        # Nothing is changed: scanners of mail servers open every link before anybody reads the mail.
        stop = unsubscribe.read(token)
        return _broken(request) if stop is None else _page(stop)

    @extend_schema(
        request=FORM, responses={**HTML, (404, "text/html"): OpenApiTypes.STR}, operation_id="stop_mail"
    )
    def post(self, request: Request, token: str) -> HttpResponse:
        """Stop; or pause or resume when the page's other buttons were pressed. Whatever else is sent stops."""
        only(request)
        stop = unsubscribe.read(token)
        if stop is None:
            return _broken(request)
        # Django's form and not our parser, which takes JSON alone: RFC 8058 lays down the body.
        action = request._request.POST.get("action", "stop")
        choice = services.Choice(stopped=True)
        if action == "pause":
            choice = services.Choice(paused_until=timezone.now().date() + services.PAUSE)
        elif action == "resume":
            choice = services.Choice()
        services.choose(user=stop.user, stream=stop.stream, choice=choice)
        return _page(stop, choice)


def _page(stop: unsubscribe.Stop, choice: services.Choice | None = None) -> HttpResponse:
    """The page, in the language of the account, which it does not name."""
    said = words(notification_preferences.language_of(stop.user))
    stream = said.say(f"page.streams.{stop.stream}")
    context: dict[str, Any] = {
        "language": said.language,
        "title": said.say("page.title"),
        "heading": said.say("page.ask", stream=stream),
        "actions": [_action(said, "stop"), _action(said, "pause")],
        "more": said.say("page.more"),
    }
    if choice is not None:
        on = choice == services.Choice()
        context["heading"] = said.say("page.title")
        context["done"] = _done(said, choice, stream)
        context["actions"] = [_action(said, "stop" if on else "resume")]
    return HttpResponse(render_to_string("delivery/pages/unsubscribe.html", context))


def _done(said: Any, choice: services.Choice, stream: str) -> str:
    if choice.paused_until is not None:
        return str(said.say("page.paused", date=choice.paused_until.isoformat()))
    sentence = str(said.say("page.stopped" if choice.stopped else "page.resumed", stream=stream))
    return sentence[:1].upper() + sentence[1:]


def _action(said: Any, value: str) -> dict[str, str]:
    return {"value": value, "label": said.say(f"page.{value}")}


def _broken(request: Request) -> HttpResponse:
    said = words(language_of(request))
    context = {
        "language": said.language,
        "title": said.say("page.title"),
        "heading": said.say("page.broken_title"),
        "more": said.say("page.broken"),
    }
    return HttpResponse(render_to_string("delivery/pages/unsubscribe.html", context), status=404)


class StreamAnswer(Answer):
    """One stream as it stands."""

    on: bool
    cadence: Literal["weekly", "daily"]
    paused_until: CalendarDate | None


class PreferencesAnswer(Answer):
    """What one's mail is; `digest` for therapists only. `ask`: show both forms and ask, once."""

    summary: StreamAnswer
    digest: StreamAnswer | None
    hour: int
    shows_symptoms: bool
    ask: bool
    address_refused_at: Instant | None


class StreamChanges(Strict):
    """Switch a stream on or off, or pause it; a pause of null ends it."""

    on: bool | None = None
    paused_until: CalendarDate | None = None


class DigestChanges(StreamChanges):
    """The digest may also come every day."""

    cadence: Literal["weekly", "daily"] | None = None


class PreferencesChanges(Strict):
    """What to change. `shows_symptoms` answers the question whether the weekly mail may show them."""

    summary: StreamChanges | None = None
    digest: DigestChanges | None = None
    hour: Annotated[int | None, Field(strict=True, ge=0, le=23)] = None
    shows_symptoms: bool | None = None
    address_works: Annotated[bool | None, Field(description="true: try the refused address again")] = None


class Preferences(APIView):
    """`GET mail/preferences`, `PATCH mail/preferences`."""

    @answers(PreferencesAnswer, name="read_mail_preferences")
    def get(self, request: Request) -> Response:
        """Every choice about mail."""
        only(request)
        return Response(_document(signed_in(request)))

    @answers(PreferencesAnswer, request=PreferencesChanges, name="change_mail_preferences")
    def patch(self, request: Request) -> Response:
        """Change what is given."""
        only(request)
        must_say_something(request)
        user, now = signed_in(request), timezone.now()
        changes = read(PreferencesChanges, request.data)
        for stream in (Stream.SUMMARY, Stream.DIGEST):
            if (wanted := getattr(changes, stream)) is not None:
                services.choose(user=user.pk, stream=stream, choice=_choice(stream, wanted))
        services.choose_when(
            user=user, hour=changes.hour, cadence=changes.digest.cadence if changes.digest else None
        )
        if changes.shows_symptoms is not None:
            services.answer_mail_question(user=user, shows_symptoms=changes.shows_symptoms, now=now)
        if changes.address_works:
            services.accept_address(address=user.email)
        # The services write through rows of their own, and this copy is older.
        user.refresh_from_db()
        return Response(_document(user))


def _choice(stream: str, wanted: StreamChanges) -> services.Choice:
    until = wanted.paused_until
    today = timezone.now().date()
    if until is not None and not today < until <= today + LONGEST_PAUSE:
        fault = FieldFault(f"{stream}.paused_until", "date_range", "a day within the coming year")
        raise InvalidRecord([fault])
    return services.Choice(stopped=wanted.on is False, paused_until=until)


def _document(user: User) -> dict[str, Any]:
    refused = notification_preferences.refused_at(user)
    return {
        "summary": notification_preferences.stream_of(user, Stream.SUMMARY),
        "digest": notification_preferences.stream_of(user, Stream.DIGEST) if user.is_therapist else None,
        "hour": user.mail_hour,
        "shows_symptoms": user.mail_shows_symptoms,
        "ask": notification_preferences.should_ask(user),
        "address_refused_at": refused.isoformat() if refused else None,
    }


class PictureAnswer(Answer):
    """A picture of the mail; `src` holds all of it."""

    alt: str
    src: str


class FormAnswer(Answer):
    """One form of the mail."""

    subject: str
    text: str
    html: str
    pictures: list[PictureAnswer]


class MailFormsAnswer(Answer):
    """The weekly mail in its two forms, as it would be sent about the last full week."""

    neutral: FormAnswer
    open: FormAnswer


class Preview(APIView):
    """`GET mail/preview`."""

    @answers(MailFormsAnswer, name="read_mail_preview")
    def get(self, request: Request) -> Response:
        """Both forms side by side, to choose from."""
        only(request)
        user = signed_in(request)
        forms = notification_preferences.both_forms(user, timezone.now())
        return Response({name: _form(mail) for name, mail in forms.items()})


def _form(mail: Mail) -> dict[str, Any]:
    pictures = [{"alt": image.alt, "src": image.src} for image in mail.images]
    return {"subject": mail.subject, "text": mail.text, "html": mail.page(), "pictures": pictures}
