import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from tools.simulation.people import people


@pytest.fixture
def diaries(tmp_path):
    path = tmp_path / "diaries.jsonl"
    lines = [json.dumps(person.diary) for person in people(4, 60, seed=9)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_simulate_writes_one_diary_a_line_and_draws_a_bar(capsys):
    found = run("simulate", "--patients", "3", "--nights", "10", "--seed", "1")
    assert [line["patient"] for line in found] == [f"made-up-1-{number:06d}" for number in (1, 2, 3)]
    assert "100 %  3 of 3" in capsys.readouterr().err


def test_simulate_can_end_on_another_night():
    (found,) = run("simulate", "--patients", "1", "--nights", "5", "--seed", "1", "--until", "2025-02-03")
    assert all("2025-01-30" <= night["date"] <= "2025-02-03" for night in found["nights"])


@pytest.mark.parametrize("value", ["0", "-3", "many"])
def test_simulate_refuses_impossible_numbers(value):
    with pytest.raises(CommandError, match="patients"):
        call_command("simulate", f"--patients={value}", "--nights", "5", "--seed", "1")


def test_associate_answers_each_line_with_its_factors(diaries):
    found = run("associate", str(diaries))
    assert len(found) == 4
    for line in found:
        for factor in line["factors"]:
            assert set(factor) == {"id", "with", "without", "effect", "low", "high", "p", "q", "verdict"}
            assert (factor["p"] is None) == (factor["verdict"] == "too_few")
            assert 0 <= factor["with"][0] <= factor["with"][1]


def test_associate_reads_standard_input(diaries, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(diaries.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert run("associate") == run("associate", str(diaries))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: not JSON"),
        ('{"patient": "x", "nights": [{"date": "2026-13-01"}]}', "line 2: nights.0.date"),
    ],
)
def test_associate_names_the_line_at_fault(tmp_path, line, said):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"patient": "x", "nights": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("associate", str(path), stdout=io.StringIO())


def test_associate_names_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"gone\.jsonl"):
        call_command("associate", str(tmp_path / "gone.jsonl"), stdout=io.StringIO())
