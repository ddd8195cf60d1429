"""What is derived from a lesson's text: slides, captions of its short video, and the moments worth going to."""

import re

from home.demo.lesson_shapes import Cue, Moment, Slide, WrittenLesson

LONGEST_CUE = 36
MOST_CUES = 14
MOST_SLIDES = 12
_SENTENCE = re.compile(r"[^。？；]+[。？；]?”?")
_SECONDS_PER_CHARACTER = 0.24


def sentences(text: str) -> list[str]:
    """Sentences of a paragraph, without the closing full stop."""
    return [found.strip().rstrip("。；") for found in _SENTENCE.findall(text) if found.strip("。；？” ")]


def short(text: str, limit: int = LONGEST_CUE) -> str:
    """The first clauses of ``text`` within ``limit`` characters; a longer first clause stays whole."""
    clauses = text.split("，")
    taken = clauses[0]
    for clause in clauses[1:]:
        if len(taken) + 1 + len(clause) > limit:
            break
        taken = f"{taken}，{clause}"
    if taken.count("“") > taken.count("”"):
        taken = taken.replace("“", "", 1) if "”" not in taken else f"{taken}”"
    return taken


def make_slides(lesson: WrittenLesson, *, place: str, who: str) -> tuple[Slide, ...]:
    """8 to 12 slides: cover, question, aims, one per step, mistakes, tasks, board and homework."""
    slides = [
        Slide(title=lesson.title, lines=(place, who)),
        Slide(title="想一想", lines=(lesson.question,)),
        Slide(title="学习目标", lines=lesson.aims),
    ]
    for title, text in lesson.steps:
        slides.append(Slide(title=title, lines=tuple(short(line) for line in sentences(text)[:3])))
    slides += [
        Slide(title="看看错在哪里", lines=tuple(mistake[0] for mistake in lesson.mistakes)),
        Slide(title="学习任务", lines=lesson.tasks),
        Slide(title="板书", lines=tuple(lesson.board.split("；"))),
        Slide(title="作业", lines=lesson.homework),
    ]
    if len(slides) > MOST_SLIDES:
        slides = [slide for slide in slides if slide.title != "学习任务"]
    return tuple(slides)


def _script(lesson: WrittenLesson) -> list[tuple[str, int]]:
    """Lines of the video, each with the number of the step it begins (0: none)."""
    if lesson.cues:
        every = max(1, len(lesson.cues) // len(lesson.steps))
        return [
            (line, number // every + 1 if number % every == 0 and number // every < len(lesson.steps) else 0)
            for number, line in enumerate(lesson.cues)
        ]
    lines = [(short(lesson.question), 0), (short(lesson.aims[0]), 0)]
    for number, (_, text) in enumerate(lesson.steps, start=1):
        said = sentences(text)
        lines.append((short(said[0]), number))
        if len(said) > 1 and len(lesson.steps) < 6:
            lines.append((short(said[1]), 0))
    mistake = lesson.mistakes[0][0]
    if not any(mistake in line for line, _ in lines):
        lines.append((short(f"容易出现的错例：{mistake}"), 0))
    lines.append((short(f"板书：{lesson.board}".replace("；", "，")), 0))
    return lines[-MOST_CUES:] if len(lines) > MOST_CUES else lines


def make_cues(lesson: WrittenLesson) -> tuple[tuple[Cue, ...], tuple[int, ...], int]:
    """Captions, the step each one begins (0: none), and the duration in whole seconds (60 to 120)."""
    script = _script(lesson)
    wanted = sum(len(line) for line, _ in script) * _SECONDS_PER_CHARACTER
    duration = int(min(118, max(62, wanted))) + 2
    scale = (duration - 2) / sum(len(line) for line, _ in script)
    cues: list[Cue] = []
    clock = 1.0
    for line, _ in script:
        end = clock + len(line) * scale
        cues.append(Cue(start=round(clock, 1), end=round(end, 1), text=line))
        clock = end
    return tuple(cues), tuple(step for _, step in script), duration


def make_moments(lesson: WrittenLesson, cues: tuple[Cue, ...], begins: tuple[int, ...]) -> tuple[Moment, ...]:
    """3 to 5 moments, where steps begin."""
    found = [
        Moment(
            second=int(cue.start),
            text=f"{lesson.steps[step - 1][0]}：{short(cue.text, 30)}",
            note=f"教学设计第{step}段，课件第{step + 3}页",
        )
        for cue, step in zip(cues, begins, strict=True)
        if step
    ]
    return tuple(found[:5])
