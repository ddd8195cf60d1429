"""From a brief to a written lesson: sentences of the subject's bank take up what is particular to the lesson.

Seeded by the lesson's key, so that the same lesson reads the same on every load, and two lessons read differently.
"""

from functools import cache

from home.demo.lesson_shapes import CommonPhrases, LessonBrief, Phrases, WrittenLesson
from home.demo.schema import build, read_yaml
from home.demo.seeds import seeded

_FULL = ("opening", "task", "finding", "mistake", "practice", "close")
_SHORT = ("opening", "task", "finding", "mistake", "practice")
_MISTAKE_LATE = ("opening", "task", "finding", "practice", "mistake", "close")
_ORDERS = (_FULL, _SHORT, _MISTAKE_LATE)


@cache
def load_phrases(subject: str) -> Phrases:
    """The bank of a subject."""
    return build(Phrases, read_yaml(f"phrases/{subject}.yaml"), where=f"phrases/{subject}.yaml")


@cache
def load_common() -> CommonPhrases:
    """The bank every subject may use."""
    return build(CommonPhrases, read_yaml("phrases/common.yaml"), where="phrases/common.yaml")


def write_out(brief: LessonBrief, *, key: str, subject: str, title: str) -> WrittenLesson:
    """The full text of a brief."""
    random = seeded("lesson", key)
    bank, common = load_phrases(subject), load_common()
    slots = {
        "title": title,
        "c": brief.concept,
        "k": brief.tool,
        "opening": brief.opening,
        "task": brief.task,
        "finding": brief.finding,
        "error": brief.error,
        "response": brief.response,
        "practice": brief.practice,
        "board": brief.board,
    }

    def fill(text: str) -> str:
        return text.format_map(slots)

    def fill_all(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(fill(text) for text in texts)

    steps = tuple(
        (random.choice(bank.titles[part]), fill(random.choice(getattr(bank, part)))) for part in random.choice(_ORDERS)
    )
    return WrittenLesson(
        node=brief.node,
        title=title,
        question=f"{brief.question}？",
        aims=fill_all(random.choice(bank.aims)),
        key=fill(random.choice(bank.key)),
        hard=fill(random.choice(bank.hard)),
        steps=steps,
        mistakes=((brief.error, f"{brief.response}。"),),
        board=brief.board,
        homework=fill_all(random.choice(common.homework)),
        tasks=fill_all(random.choice(common.tasks)),
        reflection=fill(random.choice(common.reflection)),
        type=brief.type,
        level=brief.level,
    )
