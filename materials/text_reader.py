"""Child process that reads one file and prints ``{"segments": [[kind, position, text], …], "pages": n}`` as JSON.

It runs on its own with memory and time limits: a hostile file can only end this process. Paragraphs and slides come
from python-docx and python-pptx, which know their places; everything else is read by kreuzberg page by page.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

Segment = tuple[str, int, str]


def read_docx(path: Path) -> tuple[list[Segment], int | None]:
    """Paragraphs and table rows in reading order."""
    from docx import Document

    document = Document(str(path))
    texts = [block.text.strip() for block in document.paragraphs]
    for table in document.tables:
        texts += [" ".join(cell.text.strip() for cell in row.cells) for row in table.rows]
    kept = [text for text in texts if text]
    characters = sum(map(len, kept))
    return [("paragraph", n, text) for n, text in enumerate(kept, start=1)], max(1, round(characters / 700))


def read_pptx(path: Path) -> tuple[list[Segment], int | None]:
    """One segment per slide: every text frame, then the notes."""
    from pptx import Presentation

    slides = list(Presentation(str(path)).slides)
    segments: list[Segment] = []
    for n, slide in enumerate(slides, start=1):
        texts = list(_texts_of(slide))
        if texts:
            segments.append(("slide", n, "\n".join(texts)))
    return segments, len(slides)


def _texts_of(slide: object) -> Iterator[str]:
    for shape in slide.shapes:  # type: ignore[attr-defined]
        if shape.has_text_frame and shape.text_frame.text.strip():
            yield shape.text_frame.text.strip()
    if slide.has_notes_slide:  # type: ignore[attr-defined]
        notes = slide.notes_slide.notes_text_frame.text.strip()  # type: ignore[attr-defined]
        if notes:
            yield notes


def read_other(path: Path) -> tuple[list[Segment], int | None]:
    """PDF and spreadsheets, page by page where the format has pages."""
    from kreuzberg import ExtractionConfig, PageConfig, extract_file_sync

    result = extract_file_sync(str(path), config=ExtractionConfig(pages=PageConfig(extract_pages=True)))
    pages = result.pages or []
    if not pages:
        return [("page", 1, result.content.strip())] if result.content.strip() else [], 1
    segments = [("page", page["page_number"], page["content"].strip()) for page in pages if page["content"].strip()]
    return segments, len(pages)


READERS = {".docx": read_docx, ".pptx": read_pptx}


def main() -> None:
    """Read the file named on the command line."""
    path = Path(sys.argv[1])
    segments, pages = READERS.get(path.suffix.lower(), read_other)(path)
    json.dump({"segments": segments, "pages": pages}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
