"""The pages of reference are those that content and code would write today."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Consent
from delivery import services
from delivery.mail import Mail
from delivery.models import Message, Push
from insights.models import Experiment
from tools.reference import HOME, pages
from tools.reference.states import MACHINES


@pytest.mark.parametrize("name", ["data.md", "patterns.md", "rules.md", "states.md", "tips.md"])
def test_a_page_is_up_to_date(name: str) -> None:
    assert (HOME / name).read_text(encoding="utf-8") == pages()[name], "run make docs"


def test_every_state_of_a_model_can_be_reached_but_the_reserved_one() -> None:
    states = {
        "Mail": Message.State.values,
        "Push": Push.State.values,
        "Experiment": Experiment.State.values,
        "Consent": Consent.State.values,
    }

    unreached = {(name, state) for name, all in states.items() for state in {*all} - {*MACHINES[name].states}}

    assert unreached == {("Consent", "invited")}


def test_an_undeclared_step_is_refused_by_every_tests_database(db: None) -> None:
    mail = Mail("a", "b", "")
    services.enqueue(recipient="a@example.com", user=None, kind="login_code", mail=mail, now=timezone.now())

    with pytest.raises(DatabaseError, match="undeclared step"), transaction.atomic():
        Message.objects.update(state="sent")
