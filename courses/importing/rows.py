"""One row as our vocabulary understands it, or the reasons why it does not."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from courses.constants import LessonType
from courses.importing.mapping import Mapping
from courses.importing.report import RowNote
from courses.importing.source import SourceRow
from taxonomy.models import Edition, Grade, Subject
from taxonomy.spelling import UnitName, fold, read_number, read_unit, split_number, split_period, tidy
from taxonomy.terms import Terms

VOLUME = re.compile(r"^(?P<grade>.*?)(?P<term>上册|下册|全一册|上|下)$")
REQUIRED = ("source_id", "title", "subject", "grade", "edition")
IS_URL = URLValidator(schemes=["http", "https"])


@dataclass
class LessonRow:
    """A row ready for the editor's service."""

    number: int
    source_id: str
    title: str
    subject: Subject
    edition: Edition
    grade: Grade
    term: int
    revision: str = ""
    unit: UnitName | None = None
    lesson_number: str = ""
    lesson_title: str = ""
    period: int | None = None
    school: str = ""
    author: str = ""
    released_on: date | None = None
    lesson_type: str = LessonType.NEW.value
    url: str = ""


@dataclass
class RowReader:
    """Reads rows with one mapping and one vocabulary."""

    mapping: Mapping
    terms: Terms
    problems: list[RowNote] = field(default_factory=list)

    def read(self, row: SourceRow) -> LessonRow | None:
        """The row, or ``None`` with the reasons in ``problems``."""
        self.problems = []
        if row.error:
            self._refuse(row, "", row.error)
            return None
        texts = {name: tidy(text) for name, text in self.mapping.read(row.values).items()}
        for name in REQUIRED:
            if not texts[name]:
                self._refuse(row, name, _("没有填写"))
        found = self._terms(row, texts)
        released = self._released(row, texts["released"])
        if self.problems or found is None:
            return None
        title, unit = texts["title"], self._unit(texts)
        base, period = split_period(title)
        number, name = split_number(_without_unit(texts["lesson"] or base, unit))
        return LessonRow(
            number=row.number,
            source_id=texts["source_id"][:64],
            title=title[:255],
            unit=unit,
            revision=texts["revision"][:20],
            lesson_number=number,
            lesson_title=split_period(name)[0][:120] if self.mapping.lesson_nodes else "",
            period=read_number(texts["period"]) or period,
            school=texts["school"],
            author=texts["author"][:40],
            released_on=released,
            lesson_type=self._lesson_type(texts["lesson_type"]),
            url=self._url(texts["url"]),
            **found,
        )

    def _terms(self, row: SourceRow, texts: dict[str, str]) -> dict[str, Any] | None:
        grade_text, term_text = texts["grade"], texts["term"]
        if volume := VOLUME.match(texts["volume"]):
            grade_text, term_text = volume["grade"] or grade_text, volume["term"]
        subject = self.terms.subject(texts["subject"])
        found = {
            "subject": subject,
            "grade": self.terms.grade(grade_text),
            "edition": self.terms.edition(texts["edition"], subject=subject),
            "term": self.terms.term(term_text),
        }
        written = {"subject": texts["subject"], "grade": grade_text, "edition": texts["edition"], "term": term_text}
        for name, entry in found.items():
            if entry is not None:
                continue
            if written[name]:
                self._refuse(row, name, _("词表里没有“%(text)s”") % {"text": written[name]})
            elif name not in REQUIRED:
                self._refuse(row, name, _("没有填写"))
        return None if None in found.values() else found

    def _unit(self, texts: dict[str, str]) -> UnitName | None:
        """The numbered unit; its title has a field of its own, or is in the lesson's title (``M1U1 How are you?``)."""
        unit = read_unit(texts["unit"]) if texts["unit"] else None
        if unit is None:
            return UnitName("", texts["unit"][:120], 0) if texts["unit"] else None
        title = texts["unit_title"] or (split_period(unit.title)[0] if unit.leads else "")
        named = read_unit(texts["title"])
        if not title and named and named.number == unit.number and "U" in unit.number:
            title = split_period(named.title)[0]
        return UnitName(unit.number, tidy(title)[:120], unit.order)

    def _lesson_type(self, text: str) -> str:
        by_label = {str(kind.label): kind.value for kind in LessonType}
        return text if text in LessonType.values else by_label.get(text, LessonType.NEW.value)

    def _url(self, text: str) -> str:
        try:
            IS_URL(text)
        except ValidationError:
            return ""
        return text if len(text) <= 400 else ""

    def _released(self, row: SourceRow, text: str) -> date | None:
        if not text:
            return None
        try:
            found = parse_date(text[:10].replace("/", "-").replace(".", "-"))
        except ValueError:
            found = None
        if found is None:
            self._refuse(row, "released", _("“%(text)s”不是日期，要写成2026-05-20") % {"text": text})
        return found

    def _refuse(self, row: SourceRow, name: str, reason: str) -> None:
        self.problems.append(RowNote(row.number, name, reason))


def _without_unit(title: str, unit: UnitName | None) -> str:
    """``M1U1 How are you?`` inside unit M1U1 is the lesson ``How are you?``; the unit's own lesson gives nothing."""
    named = read_unit(title)
    if unit is None or named is None or named.number != unit.number or not named.number.startswith("M"):
        return title
    rest = named.title.lstrip("&").strip()
    return "" if fold(rest) == fold(unit.title) else rest
