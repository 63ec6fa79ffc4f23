"""Mail markup: MJML is what we write, HTML with Django's tags in it is what is kept and filled in.

The compiled files stand beside their sources; a test holds them to the compilation. `python -m delivery.markup`
writes them anew.
"""

from pathlib import Path

FOLDER = Path(__file__).parent / "templates" / "delivery"
NAMES = ("letter", "summary", "digest")


def compiled(name: str) -> str:
    """The HTML template of a mail, from its MJML and the frame that all share."""
    from mjml import mjml2html

    frame = (FOLDER / "frame.mjml").read_text(encoding="utf-8")
    content = (FOLDER / f"{name}.mjml").read_text(encoding="utf-8")
    # Without an empty list of fonts MJML links to a font server, which would tell it who opens a mail.
    html: str = mjml2html(frame.replace("<!-- content -->", content), fonts={})
    return html + "\n"


def write() -> None:
    """Compile every mail."""
    for name in NAMES:
        (FOLDER / f"{name}.html").write_text(compiled(name), encoding="utf-8")


if __name__ == "__main__":
    write()
