"""What sign-up asks beside address and password."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone

from accounts import agreement
from accounts.models import User
from accounts.services import agree


class SignUpForm(forms.Form):
    """The version of the agreement that was shown and agreed to, and in which language.

    A client that leaves it out makes an account that is asked at its next sign-in.
    """

    agreement = forms.CharField(required=False, max_length=32)
    language = forms.ChoiceField(required=False, choices=settings.LANGUAGES)

    def clean_agreement(self) -> str:
        """Only a text that there is."""
        version: str = self.cleaned_data["agreement"]
        if version and version not in agreement.versions():
            raise forms.ValidationError("there is no such version of the agreement", code="unknown_version")
        return version

    def clean(self) -> dict[str, Any]:
        """The password may not be made of the address, which allauth does not compare here."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        password, email = cleaned.get("password"), cleaned.get("email")
        if password and email:
            try:
                validate_password(password, User(email=email))
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the account that was just made."""
        # In the transaction of the account: nobody has one of the two without the other.
        version, language = self.cleaned_data["agreement"], self.cleaned_data["language"]
        if version:
            agree(user=user, version=version, language=language or user.language, now=timezone.now())
