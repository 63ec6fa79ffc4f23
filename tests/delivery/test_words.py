"""What mail says: the same in every language, and nothing it should not."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from delivery import markup, message_texts
from delivery.compose.letter import compose_letter
from delivery.mail import InvalidAddress, Mail, envelope, one_address, one_line
from tools.mail_samples import Sample, samples

OPEN_FORMS = ("open", "open-visit", "open-note", "open-with", "open-without")
LANGUAGES = [code for code, _ in settings.LANGUAGES]
# Words that would tell who looks over a shoulder why this mail came.
TELLING = re.compile(
    r"\b(pain|schmerz\w*|dolor\w*|legs?|beine?|piernas?|cramps?|krampf|calambres?|nights?|nacht|noches?)\b",
    re.I,
)


@pytest.fixture(scope="module")
def all_samples() -> list[Sample]:
    return list(samples())


def test_every_language_says_the_same_things() -> None:
    assert message_texts.faults() == []


def test_a_missing_sentence_and_a_wrong_placeholder_are_found(tmp_path: Path) -> None:
    for language in LANGUAGES:
        shutil.copy(message_texts.FOLDER / f"{language}.yaml", tmp_path)
    german = tmp_path / "de.yaml"
    spoilt = re.sub(r"(?m)^  reminder: .*", "  reminder: {title: '{b} x', extra: z}", german.read_text())
    german.write_text(spoilt)
    found = message_texts.faults(tmp_path)
    assert [(fault.file, fault.key) for fault in found] == [
        ("de.yaml", "push.reminder.body"),
        ("de.yaml", "push.reminder.extra"),
        ("de.yaml", "push.reminder.title"),
    ]


@pytest.mark.parametrize("name", markup.NAMES)
def test_the_compiled_templates_are_their_sources_compiled(name: str) -> None:
    kept = (markup.FOLDER / f"{name}.html").read_text(encoding="utf-8")
    assert kept == markup.compiled(name)
    assert "<mj-" not in kept


def test_no_subject_or_preview_tells_why_the_mail_came(all_samples: list[Sample]) -> None:
    for sample in all_samples:
        preview = re.search(r"max-height:0px[^>]*>([^<]*)<", sample.mail.html)
        assert preview is not None
        assert not TELLING.search(sample.mail.subject), sample.name
        assert not TELLING.search(preview.group(1).replace("Stillnight", "")), sample.name


def test_nothing_in_a_mail_is_loaded_from_anywhere(all_samples: list[Sample]) -> None:
    for sample in all_samples:
        sources = re.findall(r"""(?:src|background)=["']([^"']*)["']|url\(([^)]*)\)""", sample.mail.html)
        assert all(source.startswith("cid:") for pair in sources for source in pair if source), sample.name


def test_every_link_leads_to_this_site_and_nowhere_through_another(all_samples: list[Sample]) -> None:
    for sample in all_samples:
        for link in re.findall(r'href="([^"]*)"', sample.mail.html):
            assert link.startswith(f"{settings.SITE_URL}/"), sample.name


def test_every_link_of_the_app_leads_to_a_screen_it_has(all_samples: list[Sample]) -> None:
    screens = set(re.findall(r"^  '?([\w-]+)'?: \{ title:", ROUTES.read_text(encoding="utf-8"), re.M))
    for sample in all_samples:
        for path in re.findall(rf'href="{settings.SITE_URL}/([\w-]+)', sample.mail.html):
            assert path == "api" or path in screens, (sample.name, path)


def test_the_text_holds_every_sentence_of_the_html(all_samples: list[Sample]) -> None:
    for sample in all_samples:
        text = " ".join(sample.mail.text.split())
        for sentence in _sentences(sample.mail.html):
            assert sentence in text, (sample.name, sentence)


def _sentences(html: str) -> Iterator[str]:
    """Paragraphs, headings and list items of a page, as running text."""
    from html import unescape

    for _, inner in re.findall(r"<(p|h1|h2|li)\b[^>]*>(.*?)</\1>", html, re.S):
        inner = re.sub(r'<a href="[^"]*">[^<]*</a>', "", inner)
        plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", inner)).split()).strip(" ,")
        if plain:
            yield plain


def test_every_picture_has_words_in_its_place(all_samples: list[Sample]) -> None:
    pictured = [sample for sample in all_samples if sample.mail.images]
    assert len(pictured) == len(OPEN_FORMS) * len(LANGUAGES)
    for sample in pictured:
        assert len(re.findall(r"<img", sample.mail.html)) == len(sample.mail.images) == 2
        assert all(len(alt) > 40 for alt in re.findall(r'<img alt="([^"]*)"', sample.mail.html))


def test_only_periodic_mail_can_be_stopped_and_says_how(all_samples: list[Sample]) -> None:
    for sample in all_samples:
        periodic = sample.name.startswith(("weekly_summary", "caseload_digest"))
        assert ("List-Unsubscribe" in sample.mail.headers) is periodic
        if periodic:
            url = sample.mail.headers["List-Unsubscribe"].strip("<>")
            assert sample.mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert url in sample.mail.html
            assert url in sample.mail.text


def test_a_long_unsubscribe_link_arrives_whole() -> None:
    sample = next(one for one in samples() if one.name == "weekly_summary.en")
    made = envelope(sample.mail, recipient="a@example.com", message_id="<1@x>").message()
    header = made["List-Unsubscribe"].replace("\n", "").replace(" ", "")
    assert header == sample.mail.headers["List-Unsubscribe"]


ROUTES = Path(settings.BASE_DIR) / "pwa" / "src" / "routes.ts"
NASTY = "Eve</p><script>alert(1)</script>\r\nBcc: all@example.com\u202eevil"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_cannot_break_out_of_its_place(language: str) -> None:
    mail = compose_letter(
        "invitation_patient", language, {"name": NASTY, "code": "X", "link": "http://localhost/join"}
    )
    assert "<script" not in mail.html
    assert "\n" not in mail.subject
    assert "\u202e" not in mail.subject + mail.html + mail.text
    made = envelope(mail, recipient="a@example.com", message_id="<1@x>")
    assert made.message()["Bcc"] is None
    assert made.recipients() == ["a@example.com"]


@pytest.mark.parametrize(
    "address",
    [
        "a@x.test, b@x.test",
        "a@x.test\nBcc: b@x.test",
        "a@x.test;b@x.test",
        "a\x00@x.test",
        "",
        "a",
    ],
)
def test_only_one_plain_address_is_written_to(address: str) -> None:
    with pytest.raises(InvalidAddress):
        one_address(address)


def test_a_line_is_one_line_of_bounded_length() -> None:
    assert one_line("a\u2028b\r\n\tc\x00d") == "a b c d"
    assert len(one_line("x" * 3000)) == 200


def test_a_letter_without_its_values_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        compose_letter("login_code", "en", {})


def test_the_picture_of_a_mail_travels_inside_it() -> None:
    sample = next(one for one in samples() if one.name == "weekly_summary-open.en")
    made = envelope(sample.mail, recipient="a@example.com", message_id="<1@x>").message()
    parts = {part.get("Content-ID"): part for part in made.walk()}
    assert {"<nights>", "<four-weeks>"} <= set(parts)
    assert made.get_content_subtype() == "related"
    assert Mail("a", "b", '<img src="cid:x">').page() == '<img src="cid:x">'
    assert "cid:" not in sample.mail.page()


def test_templates_exist_in_html_and_text() -> None:
    for name in markup.NAMES:
        assert get_template(f"delivery/{name}.txt")
        assert get_template(f"delivery/{name}.html")
