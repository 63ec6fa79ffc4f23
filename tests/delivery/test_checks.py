"""The start-up check of how mail travels: each way of breaking it is named."""

import ast
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.core.checks import run_checks

from delivery.adapter import AccountAdapter

ROOT = Path(__file__).resolve().parents[2]
APPS = ("base", "accounts", "journal", "insights", "care", "delivery", "privacy", "api", "config", "tools")
# What makes a mail, and what hands it over.
MAY_MAIL = {"delivery/local_inbox.py", "delivery/mail.py", "delivery/smtp.py"}


class Straight(AccountAdapter):
    """Ours in all but the mail, which it sends itself."""

    send_mail = DefaultAccountAdapter.send_mail


def named() -> list[str]:
    return [name for fault in run_checks() if (name := str(fault.id)).startswith("delivery.")]


def test_the_site_as_it_is_passes() -> None:
    assert named() == []


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("EMAIL_TIMEOUT", None, "delivery.E002"),
        ("EMAIL_TIMEOUT", 0, "delivery.E002"),
        ("ACCOUNT_ADAPTER", "allauth.account.adapter.DefaultAccountAdapter", "delivery.E003"),
        ("ACCOUNT_ADAPTER", "tests.delivery.test_checks.Straight", "delivery.E003"),
        ("ADMINS", [("A", "a@example.com"), ("B", "b@example.com")], "delivery.E004"),
        ("MANAGERS", [("A", "a@example.com")], "delivery.E004"),
    ],
)
def test_a_broken_way_is_named(settings: Any, setting: str, value: Any, fault: str) -> None:
    setattr(settings, setting, value)
    assert named() == [fault]


def test_nobody_else_can_send_mail() -> None:
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    senders = {file.relative_to(ROOT).as_posix() for file in files if _names_mail(file)}
    assert senders == MAY_MAIL


def _names_mail(file: Path) -> bool:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    modules = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    methods = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return any(f"{name}.".startswith(("django.core.mail.", "smtplib.")) for name in modules) or (
        "email_user" in methods
    )
