"""`manage.py preview_mail --out DIR`: every mail of every kind and language, to be looked at."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delivery.mail import envelope
from tools.browser import ARGUMENTS, find
from tools.mail_samples import ADDRESS, Sample, samples
from tools.screenshots import BrowserFailed, browser


class Command(BaseCommand):
    """Writes `.eml` and `.html`, and with a Chromium `.light.png` and `.dark.png` at phone width."""

    help = "Write every mail of every kind and language as .eml, .html and .png."
    # Mails are made up in memory: no database need be there to look at them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and which only."""
        parser.add_argument("--out", type=Path, required=True, help="folder, made if missing")
        parser.add_argument("--only", default="", help="names that begin so")

    def handle(self, *, out: Path, only: str, **options: Any) -> None:
        """Write all, then take the pictures."""
        try:
            out.mkdir(parents=True, exist_ok=True)
            made = [sample for sample in samples() if sample.name.startswith(only)]
            for sample in made:
                _write(out, sample)
        except OSError as fault:
            raise CommandError(f"{out}: {fault.strerror or fault}") from None
        self.stdout.write(f"{len(made)} mails in {out}")
        program = find()
        if program is None:
            self.stdout.write("No Chromium was found, so there are no pictures; set CHROMIUM to its path.")
            return
        try:
            self._pictures(program, out, [sample.name for sample in made])
        except BrowserFailed as fault:
            self.stdout.write(f"No pictures: {fault}.")

    def _pictures(self, program: str, out: Path, names: list[str]) -> None:
        with browser(program, ARGUMENTS) as found:
            for name in names:
                page = (out / f"{name}.html").resolve()
                for scheme in ("light", "dark"):
                    (out / f"{name}.{scheme}.png").write_bytes(found.picture(page, dark=scheme == "dark"))
        self.stdout.write(f"{2 * len(names)} pictures")


def _write(out: Path, sample: Sample) -> None:
    made = envelope(sample.mail, recipient=ADDRESS, message_id=f"<{sample.name}@stillnight>")
    (out / f"{sample.name}.eml").write_bytes(made.message().as_bytes())
    (out / f"{sample.name}.html").write_text(sample.mail.page(), encoding="utf-8")
