"""Every command of the handbook is one that runs: here, or where it says."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, get_commands, load_command_class

from config import make_secrets
from tests.cast import Caller

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text()
MANAGE = re.compile(r"(?:python )?manage\.py ([a-z_]+[^`\n]*)")
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ELSEWHERE = {
    "backup": "tests/privacy/test_drill.py",
    "restore": "tests/privacy/test_drill.py",
    "check": "docker-compose.yml",
    "demo": "config/run.py",
    "load_common_passwords": "tests/security/test_passwords.py",
}


def commands() -> dict[str, str]:
    """Each command of manage.py that the page names, with its longest form there."""
    found: dict[str, str] = {}
    for said in MANAGE.findall(PAGE):
        name, *_ = said.split()
        found[name] = max(found.get(name, ""), said.strip(), key=len)
    return found


@pytest.mark.parametrize("name", sorted(commands().keys() & ELSEWHERE))
def test_a_command_that_another_test_runs_is_written_as_it_takes_it(name: str) -> None:
    assert name in (ROOT / ELSEWHERE[name]).read_text()
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    assert parser.parse_args(shlex.split(commands()[name])[1:])


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(commands().keys() - ELSEWHERE))
def test_a_command_of_the_page_runs(
    name: str, alice: Caller, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "a long enough one")
    known = {"someone@example.org": alice.user.email}
    words = [known.get(word, word) for word in shlex.split(commands()[name])[1:]]

    call_command(name, *words)

    assert capsys.readouterr().out


def test_the_secrets_are_made_as_the_page_says_and_kept_when_made_again(tmp_path: Path) -> None:
    (line,) = [line for block in BLOCK.findall(PAGE) for line in block.splitlines() if "make_secrets" in line]
    words = shlex.split(line.partition("config.make_secrets ")[2])
    words[0] = str(tmp_path / "secrets")

    assert make_secrets.main(words) == 0
    before = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    (tmp_path / "secrets" / "backup_secret_key.txt").unlink()  # moved to another machine
    assert make_secrets.main(words) == 0

    after = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    assert after == {name: text for name, text in before.items() if name != "backup_secret_key.txt"}
    assert before["email_url"] == "smtp+ssl://user:password@mail.example:465"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)`", PAGE))))
def test_a_target_of_the_page_is_in_the_makefile(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
