"""Web push: the devices of an account, and the receipts they give back."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from pydantic import Field
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import signed_in
from api.answering import answers
from api.query import only
from api.response_schemas.base import Answer, ListAnswer
from delivery import services
from delivery.models import Device
from delivery.push.keys import public_key
from delivery.queries.pushes import devices_of
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import Identifier, Instant

Endpoint = Annotated[str, Field(max_length=1000)]
Key = Annotated[str, Field(max_length=100)]


class Keys(Strict):
    """The browser's keys in base64url."""

    p256dh: Key
    auth: Key


class SubscriptionIn(Strict):
    """`PushSubscription.toJSON()` of a browser."""

    endpoint: Endpoint
    expirationTime: int | None = None  # noqa: N815  the browser's own name
    keys: Keys


class Unsubscribed(Strict):
    """Which device to forget."""

    endpoint: Endpoint


class ReceiptIn(Strict):
    """What became of a push."""

    receipt: Identifier
    event: Literal["shown", "tapped"]


class DeviceAnswer(Answer):
    """A subscribed device; `host` is the push service of its browser."""

    id: Identifier
    endpoint: str
    host: str
    created_at: Instant


class DevicesAnswer(ListAnswer):
    """All of one's devices, and the key that a browser needs to subscribe."""

    results: list[DeviceAnswer]
    key: str


class Subscriptions(APIView):
    """`push/subscriptions`."""

    @answers(DevicesAnswer, name="read_push_devices")
    def get(self, request: Request) -> Response:
        """One's own devices."""
        only(request)
        rows = [_document(row) for row in devices_of(signed_in(request))]
        return Response({"results": rows, "next": None, "key": public_key()})

    @answers(DeviceAnswer, status=201, request=SubscriptionIn, name="subscribe_device")
    def post(self, request: Request) -> Response:
        """Subscribe this device; again is the same."""
        only(request)
        user = signed_in(request)
        sent = read(SubscriptionIn, request.data)
        try:
            subscription = services.Subscription(sent.endpoint, sent.keys.p256dh, sent.keys.auth)
        except services.BadSubscription as fault:
            raise InvalidRecord([FieldFault(fault.field, "subscription", fault.detail)]) from None
        device = services.subscribe(user=user, subscription=subscription)
        return Response(_document(device), status=201)

    @answers(None, request=Unsubscribed, name="unsubscribe_device")
    def delete(self, request: Request) -> Response:
        """Forget this device; repeatable."""
        only(request)
        user = signed_in(request)
        services.unsubscribe(user=user, endpoint=read(Unsubscribed, request.data).endpoint)
        return Response(status=204)


class Receipts(APIView):
    """`POST push/receipts`: the id of a push is the only key to it, so no session is asked for."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(None, request=ReceiptIn, name="add_push_receipt")
    def post(self, request: Request) -> Response:
        """Note it; an unknown receipt is answered alike."""
        only(request)
        sent = read(ReceiptIn, request.data)
        services.note_receipt(receipt=UUID(sent.receipt), event=sent.event, now=timezone.now())
        return Response(status=204)


def _document(row: Device) -> dict[str, Any]:
    host = row.endpoint.split("/")[2]
    return {
        "id": str(row.pk),
        "endpoint": row.endpoint,
        "host": host,
        "created_at": row.created_at.isoformat(),
    }
