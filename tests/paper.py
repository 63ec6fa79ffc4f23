"""A PDF read back as its reader reads it."""

import io

from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """Every word on its pages."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def sizes_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in points."""
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return [(round(float(box.width)), round(float(box.height))) for box in boxes]
