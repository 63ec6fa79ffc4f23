"""The article's pages: three columns, the reader's own words, and a plain banner while nobody has signed."""

import shutil
from pathlib import Path

import pytest

from base.content import ContentError
from base.languages import LANGUAGES
from insights import article
from insights.article.content import FOLDER
from tests.signing import signed

PAGES = [
    *(section.id for section in article.load().frame.sections),
    *(heading.id for heading in article.load().frame.headings),
    *(
        set(article.load().frame.sections[1].patterns)
        | {"pressure", "venous", "lumbar", "rls", "cramp", "strain"}
    ),
]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_row_has_its_three_columns(name: str) -> None:
    page = article.page(name)
    assert page.columns == ("the article says", "guidance says", "your nights")
    assert all(row.says and row.guidance and row.nights == ("not logged",) for row in page.rows)


def test_every_claim_has_a_row_on_its_sections_page() -> None:
    rows = {
        row.claim: row.section for name in PAGES[:6] for row in article.page(name).rows if row.section == name
    }
    assert rows == {claim.id: claim.section for claim in article.load().claims.values()}


def test_own_counts_stand_beside_the_claim() -> None:
    rows = {row.claim: row for row in article.page("venous", {"help.elevate": (3, 5)}).rows}
    assert rows["C24"].nights == ("raising helped: 3 of 5 nights",)


@pytest.mark.parametrize(("counts", "said"), [({}, "not logged"), ({"help.elevate": (0, 0)}, "not logged")])
def test_not_asked_is_not_logged_and_never_nought(counts: dict[str, tuple[int, int]], said: str) -> None:
    rows = {row.claim: row for row in article.page("venous", counts).rows}
    assert rows["C24"].nights == (said,)


def test_asked_and_never_yes_is_nought_of_the_nights_asked() -> None:
    rows = {row.claim: row for row in article.page("venous", {"help.elevate": (0, 4)}).rows}
    assert rows["C24"].nights == ("raising helped: 0 of 4 nights",)


def test_raising_the_legs_stands_beside_its_correction_on_both_patterns_pages() -> None:
    for name in ("pad", "venous", "circulation"):
        rows = {row.claim: row for row in article.page(name).rows}
        assert "X01" in {correction.id for correction in rows["C24"].corrections}


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("sitting or lying", "S1"),
        ("on my side", "S2"),
        ("Lying, but not standing", "S3"),
        ("throbbing", "S4"),
        ("a cramp woke me at night, cramps!", "S4"),
    ],
)
def test_readers_enter_by_their_own_words(words: str, section: str) -> None:
    assert article.find(words)[0].id == section


def test_words_that_lead_nowhere_lead_nowhere() -> None:
    assert article.find("zzz") == ()


def test_an_unknown_page_is_an_error() -> None:
    with pytest.raises(KeyError, match="gout"):
        article.page("gout")


def test_every_page_says_that_nobody_has_signed_and_what_it_cannot_do() -> None:
    page = article.page("S3")
    unsigned = "No clinician has reviewed this page yet."
    assert page.banner == (unsigned if article.load().unsigned else None)
    assert "cannot tell you what is causing your pain" in page.statement


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "content"))


def test_the_banner_goes_once_every_file_is_signed(copy: Path) -> None:
    for path in copy.glob("*.yaml"):
        signed(path)
    assert article.page("S3", content=article.load(copy)).banner is None


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("claims.yaml", "id: C07", "id: C08", "C07: stands here 0 times"),
        ("claims.yaml", "tip:t16", "tip:t96", "tip:t96"),
        ("claims.yaml", "sources: [S49]", "sources: [S499]", "S499"),
        ("claims.yaml", "section: S1", "section: S9", "section"),
        ("claims.yaml", 'carried_by: ["purpose"]', "carried_by: []", "carried_by"),
        ("claims.yaml", 'carried_by: ["purpose"]', 'carried_by: ["hope"]', "carried_by"),
        ("claims.yaml", "corrections: [X13]", "corrections: []", "X13: stands beside no claim"),
        ("corrections.yaml", "id: X19", "id: X20", "X20: stands here 1 times, 0 wanted"),
        ("sources.yaml", "status: seen", "status: read", "status"),
        ("sections.yaml", "id: circulation", "id: vessels", "heading:circulation"),
        ("examinations.yaml", "in_article: true", "in_article: perhaps", "in_article"),
    ],
)
def test_a_fault_is_named_with_its_place(copy: Path, file: str, old: str, new: str, said: str) -> None:
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))
    assert any(said in str(fault) for fault in article.faults(copy))
    with pytest.raises(ContentError):
        article.load(copy)


def test_the_content_has_no_faults() -> None:
    assert article.faults() == ()


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("name", ["S2", "circulation", "rls"])
def test_a_page_speaks_the_readers_language(language: str, name: str) -> None:
    english, other = article.page(name), article.page(name, content=article.load(language=language))

    assert [row.claim for row in other.rows] == [row.claim for row in english.rows]
    for mine, its in zip(other.rows, english.rows, strict=True):
        said = (mine.says, mine.guidance, *mine.nights, *(one.rule for one in mine.corrections))
        assert not {*said} & {its.says, its.guidance, *its.nights, *(one.rule for one in its.corrections)}
    assert not {*other.columns, other.statement, other.banner} & {
        *english.columns,
        english.statement,
        english.banner,
    }


def test_a_text_that_was_changed_has_to_be_translated_anew(copy: Path) -> None:
    text = (copy / "claims.yaml").read_text(encoding="utf-8")
    (copy / "claims.yaml").write_text(
        text.replace("Do not cross your legs.", "Uncross your legs."), encoding="utf-8"
    )

    assert any("has no translation of: Uncross" in str(fault) for fault in article.faults(copy))
