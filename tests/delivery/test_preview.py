"""`preview_mail`: every mail, without a database; tests/browser/test_mail_pictures.py has its pictures."""

import io
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from delivery import message_texts
from tools.management.commands import preview_mail

LANGUAGES = ("en", "de", "es")


def run(out: Path, *words: str) -> str:
    said = io.StringIO()
    call_command("preview_mail", "--out", str(out), *words, stdout=said)
    return said.getvalue()


def test_every_kind_in_every_language_is_written_without_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_mail, "find", lambda: None)

    said = run(tmp_path / "new")

    kinds = {*message_texts.words("en").letters, "weekly_summary", "weekly_summary-open", "caseload_digest"}
    for name in (f"{kind}.{language}" for kind in kinds for language in LANGUAGES):
        mail = message_from_bytes((tmp_path / "new" / f"{name}.eml").read_bytes(), policy=modern)
        assert mail["Subject"]
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert plain.get_content().strip()
        assert "cid:" not in (tmp_path / "new" / f"{name}.html").read_text()
    assert "no pictures" in said
    assert not list(tmp_path.rglob("*.png"))


def test_a_browser_that_will_not_start_leaves_the_mails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_mail, "find", lambda: "/bin/false")
    assert "No pictures" in run(tmp_path, "--only", "login_code.en")
    assert (tmp_path / "login_code.en.eml").exists()


def test_a_folder_that_cannot_be_made_is_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match=r"file"):
        run(tmp_path / "file" / "below")
