"""Sign-in mail goes through the outbox like every other mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.services import open_patient_record
from delivery import services


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's hooks: one diary per new account, every mail an outbox row."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Open the diary with the account, in the same transaction."""
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            open_patient_record(user=saved)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail down; the relay sends it."""
        context = {"email": email, "site": settings.SITE_URL, **context}
        message: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
        html = next((body for body, kind in message.alternatives if kind == "text/html"), "")
        services.enqueue(
            recipient=email,
            user=User.objects.filter(email=email.lower()).first(),
            kind=template_prefix.rsplit("/", 1)[-1],
            subject=str(message.subject),
            text=str(message.body),
            html=str(html),
            now=timezone.now(),
        )
