"""The files of a lesson, made from its texts: Word, PowerPoint and a small silent video of its slides.

Pure: a lesson in, bytes out, so that a pool of processes can make them while the database works.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from docx import Document
from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation
from pptx.util import Inches, Pt
from pylopdf_fonts_zh_cn import sans_path

from home.demo.lesson_shapes import Lesson, Slide
from materials.ffmpeg import run_ffmpeg

WIDTH, HEIGHT = 640, 360
FRAMES_PER_SECOND = 2
# Silk ground, ink text and one mineral colour per subject: the palette of the pages.
GROUND, INK = "#fbfaf6", "#1d2325"
COLOURS = {"math": "#1f4e79", "chinese": "#6b3a17", "english": "#6e2240", "science": "#1f5f4d"}
OTHER_COLOUR = "#40376b"


@dataclass(frozen=True)
class MadeFile:
    """A finished file. ``kind`` is a ``MaterialKind``; ``segments`` its text by place."""

    kind: str
    name: str
    data: bytes
    pages: int
    segments: tuple[tuple[str, int, str], ...]


def make_files(lesson: Lesson) -> tuple[list[MadeFile], bytes]:
    """Everything of one lesson."""
    return [_plan(lesson), _slides(lesson), _task_sheet(lesson), _exercise(lesson)], _video(lesson)


def _word(title: str, parts: list[tuple[str, list[str]]], *, kind: str, name: str) -> MadeFile:
    document = Document()
    document.styles["Normal"].font.name = "Noto Sans SC"
    texts = [title]
    document.add_heading(title, 0)
    for heading, lines in parts:
        document.add_heading(heading, 1)
        texts.append(heading)
        for line in lines:
            document.add_paragraph(line)
            texts.append(line)
    out = io.BytesIO()
    document.save(out)
    segments = tuple(("paragraph", n, text) for n, text in enumerate(texts, start=1))
    pages = max(1, round(sum(map(len, texts)) / 700))
    return MadeFile(kind=kind, name=name, data=out.getvalue(), pages=pages, segments=segments)


def _plan(lesson: Lesson) -> MadeFile:
    parts = [
        ("本课要解决的问题", [lesson.question]),
        ("学习目标", list(lesson.aims)),
        ("重点", [lesson.key_points]),
        ("难点", [lesson.hard_points]),
        *((step.title, [step.text]) for step in lesson.process),
        ("常见错例与回应", [f"{one.title}。{one.text}" for one in lesson.mistakes]),
        ("板书", [lesson.board]),
        ("作业", list(lesson.homework)),
        *([("反思", [lesson.reflection])] if lesson.reflection else []),
    ]
    return _word(lesson.title, parts, kind="lesson_plan", name=f"{lesson.title}-教学设计.docx")


def _task_sheet(lesson: Lesson) -> MadeFile:
    parts = [("学习目标", list(lesson.aims)), ("学习任务", [f"{n}. {text}" for n, text in enumerate(lesson.tasks, 1)])]
    return _word(f"{lesson.title} 学习任务单", parts, kind="task_sheet", name=f"{lesson.title}-学习任务单.docx")


def _exercise(lesson: Lesson) -> MadeFile:
    answers = [f"{one.title}：{one.text}" for one in lesson.mistakes]
    parts = [("作业", list(lesson.homework)), ("讲评要点", answers)]
    return _word(f"{lesson.title} 作业", parts, kind="exercise", name=f"{lesson.title}-作业.docx")


def _slides(lesson: Lesson) -> MadeFile:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    segments = []
    for n, slide in enumerate(lesson.slides, start=1):
        page = deck.slides.add_slide(deck.slide_layouts[6])
        head = page.shapes.add_textbox(Inches(0.8), Inches(0.6), Inches(11.7), Inches(1.2)).text_frame
        head.text = slide.title
        head.paragraphs[0].font.size, head.paragraphs[0].font.bold = Pt(36), True
        body = page.shapes.add_textbox(Inches(0.8), Inches(2), Inches(11.7), Inches(4.8)).text_frame
        body.word_wrap = True
        body.text = "\n".join(slide.lines)
        for paragraph in body.paragraphs:
            paragraph.font.size = Pt(24)
        segments.append(("slide", n, "\n".join((slide.title, *slide.lines))))
    out = io.BytesIO()
    deck.save(out)
    return MadeFile(
        kind="slides",
        name=f"{lesson.title}-课件.pptx",
        data=out.getvalue(),
        pages=len(lesson.slides),
        segments=tuple(segments),
    )


def _video(lesson: Lesson) -> bytes:
    frames = [draw_slide(slide, lesson.subject, n, len(lesson.slides)) for n, slide in enumerate(lesson.slides)]
    with TemporaryDirectory() as folder:
        each = lesson.duration / len(frames)
        script = Path(folder) / "frames.txt"
        lines = []
        for n, frame in enumerate(frames):
            frame.save(Path(folder) / f"{n}.png", compress_level=1)
            lines += [f"file '{n}.png'", f"duration {each:.3f}"]
        script.write_text("\n".join([*lines, f"file '{len(frames) - 1}.png'"]))
        target = Path(folder) / "out.mp4"
        run_ffmpeg(
            *("-f", "concat", "-safe", "0", "-i", str(script)),
            *("-t", str(lesson.duration), "-r", str(FRAMES_PER_SECOND), "-c:v", "libx264", "-preset", "ultrafast"),
            *("-tune", "stillimage", "-crf", "30", "-g", "20", "-pix_fmt", "yuv420p", "-threads", "1"),
            *("-movflags", "+faststart", str(target)),
        )
        return target.read_bytes()


def draw_slide(slide: Slide, subject: str, number: int, total: int) -> Image.Image:
    """One frame: heading, lines, a bar that says how far we are."""
    colour = COLOURS.get(subject, OTHER_COLOUR)
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 14, HEIGHT), fill=colour)
    pen.text((48, 44), _fit(slide.title, 34, 540)[0], font=_font(34), fill=colour)
    y = 116
    for line in slide.lines:
        for piece in _fit(line, 22, 540):
            if y > HEIGHT - 60:
                break
            pen.text((48, y), piece, font=_font(22), fill=INK)
            y += 34
        y += 8
    pen.rectangle((48, HEIGHT - 24, 48 + int(544 * (number + 1) / total), HEIGHT - 20), fill=colour)
    return picture


_fonts: dict[int, ImageFont.FreeTypeFont] = {}


def _font(size: int) -> ImageFont.FreeTypeFont:
    if size not in _fonts:
        _fonts[size] = ImageFont.truetype(str(sans_path()), size)
    return _fonts[size]


def _fit(text: str, size: int, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` pixels; Chinese may break anywhere."""
    lines, line = [], ""
    for character in text:
        if line and _font(size).getlength(line + character) > width:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line] if line or not lines else lines
