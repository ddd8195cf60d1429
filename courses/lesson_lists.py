"""What stands beside a lesson in short lists: authors, moments, steps of its level path.

A page that was read with ``with_lists`` brings them along as JSON; a preview is not in the database yet and has them as
objects. Both become the same values here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _

from courses.constants import AuthorRole
from organizations.querysets import city_of


@dataclass(frozen=True, slots=True)
class Author:
    """As ``LessonAuthor``: prints the person's name, or the one the source gives, which it may keep to itself."""

    name: str
    role: str
    person_id: int | None = None

    def __str__(self) -> str:
        return self.name or _("未公开姓名")

    @property
    def is_named(self) -> bool:
        """Whether the name is public."""
        return bool(self.person_id or self.name)

    @property
    def role_label(self) -> str:
        """执教, 指导 …"""
        return str(AuthorRole(self.role).label)


@dataclass(frozen=True, slots=True)
class LessonLists:
    """Everything in the order of the editor: moments with second, text and note; the day of each level reached."""

    authors: list[Author]
    moments: list[dict[str, Any]]
    reached: dict[str, date]
    in_municipality: bool

    @classmethod
    def of(cls, lesson: Any) -> Self:
        """From the lesson's own statement where it brought them along."""
        if "author_rows" in lesson.__dict__:
            return cls._read(lesson)
        city = city_of(lesson.organization)
        return cls(
            authors=[
                Author(each.person.name if each.person else each.name, each.role, each.person_id)
                for each in lesson.authors.all()
            ],
            moments=[{"second": each.second, "text": each.text, "note": each.note} for each in lesson.moments.all()],
            reached={step.level: step.on for step in lesson.level_steps.all()},
            in_municipality=bool(city and city.municipality),
        )

    @classmethod
    def _read(cls, lesson: Any) -> Self:
        return cls(
            authors=[
                Author(row["person_name"] if row["person"] else row["name"], row["role"], row["person"])
                for row in lesson.author_rows
            ],
            moments=lesson.moment_rows,
            reached={row["level"]: date.fromisoformat(row["on"]) for row in lesson.step_rows},
            in_municipality=lesson.in_municipality,
        )
