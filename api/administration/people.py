"""Accounts as administrators see them: read only, with verbs that ask for a reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from accounts.models import User
from accounts.queries import has_second_factor
from base.read_only_admin import ReadOnlyAdmin
from privacy.services import VERBS, Act, NotPossible, administer

NAMES = {
    "disable": "Close for sign-in and end every session",
    "enable": "Open for sign-in again",
    "end_sessions": "End every session",
    "take_factors_away": "Take a lost second factor away",
    "correct_address": "Correct the address",
    "end_therapist": "Take the therapist's role away",
    "name_signer": "Name as a signer of content",
    "end_signer": "No longer a signer of content",
    "name_administrator": "Name as an administrator",
    "end_administrator": "No longer an administrator",
    "erase": "Erase the account and everything in it, for good",
}
REFUSALS = {
    "own_account": "Nobody does this to their own account; use the app, or ask another administrator.",
    "reason_missing": "Give the reason.",
    "reason_holds_link": "A reason holds no link and no address: the person reads it in a mail of ours.",
    "reason_too_long": "Give the reason in at most 200 characters.",
    "second_factor_needed": "They need a second factor first; they set it up in the app.",
    "only_mail_opens_it": "Neither a password nor a passkey: whoever reads the new mailbox would be let in.",
    "address_taken": "Another account has this address.",
    "bad_address": "This is not an e-mail address.",
    "disabled_already": "The account is closed for sign-in already.",
    "closed": "The account was closed and waits to be erased.",
    "not_a_therapist": "This account is not a therapist's.",
}


class ReasonForm(forms.Form):
    """Why; the person reads it."""

    reason = forms.CharField(
        max_length=200,
        help_text="The person reads it, by mail and in the app. Nothing about anyone's health.",
    )


class AddressForm(ReasonForm):
    """The address as well."""

    address = forms.EmailField()


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Accounts: who may sign in and run the site. Nothing is edited here; each change is a verb."""

    list_display = ("email", "is_active", "is_staff", "is_therapist", "is_signer", "created_at")
    search_fields = ("email",)
    fields = (
        "email", "is_active", "is_staff", "is_therapist", "is_signer", "second_factor",
        "created_at", "last_login", "withdrawn_at", "address_corrected_at",
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "administration/person.html"

    @admin.display(boolean=True)
    def second_factor(self, user: User) -> bool:
        """Whether they sign in with one."""
        return has_second_factor(user)

    def get_urls(self) -> list[Any]:
        """Django's, and one page for each verb."""
        # Wrapped: Django guards its own pages with `has_permission`, and not those that are added.
        verb = path("<uuid:person>/do/<slug:verb>/", self.admin_site.admin_view(self.act), name="do")
        return [verb, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The account with what may be done to it."""
        return super().change_view(request, object_id, form_url, {"verbs": NAMES.items()})

    def act(self, request: HttpRequest, person: UUID, verb: str) -> HttpResponse:
        """Ask for the reason, then do it; 404 for nobody or no verb."""
        found = User.objects.filter(pk=person).first()
        if found is None or verb not in VERBS:
            raise Http404
        kind = AddressForm if verb == "correct_address" else ReasonForm
        form = kind(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                administer(verb, Act(found, _administrator(request), now=timezone.now(), **form.cleaned_data))
            except NotPossible as refusal:
                form.add_error(None, REFUSALS[refusal.code])
            else:
                messages.success(request, f"Done: {NAMES[verb]}. They are told by mail.")
                return redirect(reverse("admin:accounts_user_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": NAMES[verb],
            "form": form,
            "person": found,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "administration/act.html", context, status=status)


def _administrator(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
