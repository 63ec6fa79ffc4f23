"""`manage.py match`: lines in, lines out, and one plain line when a line cannot be read."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from insights.management.commands.match import matched
from tests.insights.examples.diaries import examples

EXAMPLES = examples()


def line(name):
    return json.dumps(EXAMPLES[name]["diary"]).encode() + b"\n"


def test_each_line_is_answered_in_order():
    answers = [json.loads(one) for one in matched([line("rls"), b"\n", line("cramp")])]

    assert [one["patient"] for one in answers] == ["rls", "cramp"]
    assert [one["profiles"][0]["id"] for one in answers] == ["rls", "cramp"]
    assert all(len(one["profiles"]) == 12 for one in answers)
    assert all(one.keys() == {"patient", "status", "profiles", "flags", "tips", "blocked"} for one in answers)


def test_flags_and_tips_stand_beside_the_patterns():
    dvt, pad, cramp = [json.loads(one) for one in matched([line("dvt"), line("pad"), line("cramp")])]

    assert {flag["level"] for flag in dvt["flags"]} & {"same_day", "emergency"}
    assert dvt["tips"] == []
    assert pad["blocked"]["t16"]
    assert cramp["tips"]
    assert not set(cramp["tips"]) & cramp["blocked"].keys()


def test_all_twelve_are_printed_even_when_too_few():
    (answer,) = [json.loads(one) for one in matched([b'{"patient": "new", "nights": []}'])]

    assert answer["status"] == "too_few_nights"
    assert len(answer["profiles"]) == 12


def test_a_file_is_read_and_written_to_standard_output(tmp_path):
    path, out = tmp_path / "diaries.jsonl", io.StringIO()
    path.write_bytes(line("rls") + line("venous"))

    call_command("match", path, stdout=out)

    assert [json.loads(one)["patient"] for one in out.getvalue().splitlines()] == ["rls", "venous"]


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"[]",
        b'{"nights": 3}',
        b'{"nights": [{"date": "2026-02-30"}]}',
        b'{"nights": [{"date": "2026-10-01", "mood": 3}]}',
        b'{"nights": [{"date": "2026-10-01"}, {"date": "2026-10-01"}]}',
        b'{"nights": [{"date": "2026-10-01", "episodes": [{"intensity": 11}]}]}',
        b'{"nights": [], "patient": NaN}',
        b"\xff\xfe",
    ],
)
def test_bad_input_names_its_line(bad):
    with pytest.raises(CommandError, match=r"^line 3: ") as caught:
        list(matched([line("rls"), b"\n", bad]))

    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("match", tmp_path / "none.jsonl")
