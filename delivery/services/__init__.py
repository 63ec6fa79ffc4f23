"""Writes of delivery, one verb each."""

from delivery.services.heartbeat import probe, record_heartbeat
from delivery.services.notices import (
    accept_invitation,
    confirm_consent,
    end_consent,
    invite,
    letter_values,
    notice_device,
    notify,
    say_goodbye,
    tell_of_consent,
    write_letter,
)
from delivery.services.notification_preferences import (
    PAUSE,
    Choice,
    answer_mail_question,
    choose,
    choose_when,
)
from delivery.services.outbox import enqueue, forget_old, release_quarantine
from delivery.services.outcomes import accept_address
from delivery.services.planning import plan
from delivery.services.proving import mail_proof_code
from delivery.services.pushing import (
    BadSubscription,
    Subscription,
    forget_old_pushes,
    note_receipt,
    push_due,
    subscribe,
    unsubscribe,
)
from delivery.services.relaying import relay
from delivery.services.restoring import settle_restored
from delivery.services.roles import cease_therapist

__all__ = [
    "PAUSE",
    "BadSubscription",
    "Choice",
    "Subscription",
    "accept_address",
    "accept_invitation",
    "answer_mail_question",
    "cease_therapist",
    "choose",
    "choose_when",
    "confirm_consent",
    "end_consent",
    "enqueue",
    "forget_old",
    "forget_old_pushes",
    "invite",
    "letter_values",
    "mail_proof_code",
    "note_receipt",
    "notice_device",
    "notify",
    "plan",
    "probe",
    "push_due",
    "record_heartbeat",
    "relay",
    "release_quarantine",
    "say_goodbye",
    "settle_restored",
    "subscribe",
    "tell_of_consent",
    "unsubscribe",
    "write_letter",
]
