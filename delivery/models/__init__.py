"""Who hears of it: each message is a row before it is a mail or a push."""

from delivery.models.choices import KnownDevice, MailQuestion, Schedule, Stream, StreamChoice
from delivery.models.mail import Breaker, Message, Probe, RefusedAddress, WorkerHeartbeat
from delivery.models.push import Device, Push

__all__ = [
    "Breaker",
    "Device",
    "KnownDevice",
    "MailQuestion",
    "Message",
    "Probe",
    "Push",
    "RefusedAddress",
    "Schedule",
    "Stream",
    "StreamChoice",
    "WorkerHeartbeat",
]
