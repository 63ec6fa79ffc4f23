"""A mail: to a person whose export was fetched."""

from collections.abc import Callable

from tests.recipes.tree import Tree

WORDS = {
    "en": (
        "Your record was downloaded",
        "When it was, and from where.",
        "Your record was downloaded as a file.",
    ),
    "de": ("Ihre Daten wurden geladen", "Wann und von wo.", "Ihre Daten wurden als Datei heruntergeladen."),
    "es": ("Se descargaron sus datos", "Cuándo y desde dónde.", "Sus datos se descargaron como archivo."),
}
NOTICES = "delivery/services/notices.py"
SERVICE = '''def notice_download(*, user: User, browser: str, now: datetime) -> Message:
    """A letter that everything was taken along, in case it was somebody else."""
    return notify(user=user, kind="downloaded", now=now, browser=browser)


'''
TEST = """

@pytest.mark.django_db
def test_a_download_is_told(alice: Caller, now: datetime) -> None:
    mail = services.notice_download(user=alice.user, browser="Firefox", now=now)

    assert mail.kind == "downloaded"
    assert mail.recipient == alice.user.email
"""


def word(tree: Tree) -> None:
    for language, (subject, preview, body) in WORDS.items():
        letter = (
            f'  downloaded:\n    subject: "{subject}"\n    preview: "{preview}"\n    heading: "{subject}"\n'
            f'    body: ["{body}"]\n    notice: true\n'
        )
        tree.after(f"delivery/message_texts/{language}.yaml", "letters:\n", letter)


def send(tree: Tree) -> None:
    tree.replace(NOTICES, "def notice_device(", f"{SERVICE}def notice_device(")
    file = "delivery/services/__init__.py"
    tree.replace(file, "    notice_device,\n", "    notice_device,\n    notice_download,\n")
    tree.replace(file, '    "notice_device",\n', '    "notice_device",\n    "notice_download",\n')


def try_it(tree: Tree) -> None:
    tree.append("tests/delivery/test_notices.py", TEST)


STEPS: tuple[Callable[[Tree], None], ...] = (word, send, try_it)
CHECKS = ("python manage.py check", "pytest tests/delivery/test_words.py tests/delivery/test_notices.py")
MISSED = ("word", "send")
