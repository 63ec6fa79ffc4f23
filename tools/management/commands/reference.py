"""`manage.py reference`: the pages of docs/reference, written anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tools.reference import HOME, pages


class Command(BaseCommand):
    """Writes every page; `--check` only compares."""

    help = "Write docs/reference from content and code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when a page is out of date"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        HOME.mkdir(parents=True, exist_ok=True)
        old = {name: text for name, text in pages().items() if not _is(name, text)}
        if check and old:
            self.stderr.write(f"out of date: {', '.join(sorted(old))}; run make docs")
            raise SystemExit(1)
        for name, text in old.items():
            (HOME / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/reference/{name}")


def _is(name: str, text: str) -> bool:
    path = HOME / name
    return path.exists() and path.read_text(encoding="utf-8") == text
