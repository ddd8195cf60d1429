"""What a school's curriculum consists of: courses by name, sections as plain sentences, and what it still lacks."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

REQUIRED_SECTIONS = {
    "idea": gettext_noop("课程理念"),
    "goals": gettext_noop("课程目标"),
    "implementation": gettext_noop("课程实施"),
    "evaluation": gettext_noop("课程评价"),
}
SENTENCE = re.compile(r"[^。；！？;\n]+[。；！？;]?")
BLOCK_END = re.compile(r"</(?:p|li|h\d)>")


@dataclass(frozen=True, slots=True)
class Course:
    """One course of the structure; ``about`` is everything that is said of it beside its name."""

    name: str
    area: str
    grades: str
    periods: int
    note: str

    @property
    def about(self) -> str:
        """六年级 · 每周2课时 · 从身边取数据."""
        return " · ".join(
            part for part in (self.grades, weekly(self.periods) if self.periods else "", self.note) if part
        )


def weekly(periods: int) -> str:
    """每周2课时."""
    return ngettext("每周%(n)d课时", "每周%(n)d课时", periods) % {"n": periods}


def courses_of(text: Any) -> list[Course]:
    """The courses of one text (a page or a revision's object) in their order."""
    return [
        Course(
            name=course["title"].strip(),
            area=child.value["title"].strip(),
            grades=(course["grades"] or "").strip(),
            periods=course["periods"] or 0,
            note=(course["note"] or "").strip(),
        )
        for child in text.structure
        for course in child.value["courses"]
    ]


def sentences_of(text: Any) -> dict[str, list[str]]:
    """``{section: [sentence, …]}``; a section that stands twice is one."""
    found: dict[str, list[str]] = {}
    for child in text.body:
        plain = strip_tags(BLOCK_END.sub("\n", child.value["text"].source))
        found.setdefault(child.block_type, []).extend(part.strip() for part in SENTENCE.findall(plain) if part.strip())
    return found


def missing_parts(text: Any) -> list[str]:
    """What the plan lacks before anybody may review it, in the reader's language; empty when it is whole."""
    written = sentences_of(text)
    missing = [_(name) for section, name in REQUIRED_SECTIONS.items() if not written.get(section)]
    if not any(course.name for course in courses_of(text)):
        missing.append(_("课程结构里至少一门课程"))
    return missing
