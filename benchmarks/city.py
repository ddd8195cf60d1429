"""The data of a run, written by the same services and test factories as everything else: no demo city, no fixtures."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from core.services import drain
from courses.models import LessonPage
from home.services import ensure_organization_page
from materials.services import store_material
from organizations.constants import OrganizationKind, Role
from organizations.models import Organization
from organizations.services import add_membership, create_organization
from search.engines.choice import server
from taxonomy.constants import Scheme
from taxonomy.models import Edition, Grade, Subject, TextbookNode, Volume
from taxonomy.services import build_textbook_tree, ensure_volume
from tests.accounts.factories import PersonFactory
from tests.courses.factories import PDF, LessonFactory
from tests.research_groups.factories import group_of, lesson_study
from tests.training.runs import open_run, series_of
from training.services import HistoryRecord, assign_rule_set, post_history

RULE_SET = "cq"
LONG_AGO = date(2010, 9, 1)
HOUR = 45  # minutes
UNITS, LESSONS_IN_UNIT = 8, 6
BOOKS = (("math", "pep", "g4"), ("math", "pep", "g5"), ("math", "pep", "g6"))
PLAN = [
    ("aims", {"heading": "学习目标", "text": "<ul><li>说出算理</li><li>会用线段图</li></ul>"}),
    *(("process", {"heading": f"环节{n}", "text": "<p>先画图，再列式，最后说理。</p>" * 4}) for n in range(5)),
    ("board", {"heading": "板书设计", "text": "<p>一个数除以分数，等于乘它的倒数。</p>"}),
]


class City:
    """One district that grows: lessons in three books, groups, activities, a school with its staff."""

    def __init__(self) -> None:
        """The district with its school, and the textbooks; expects a bootstrapped site."""
        self.district = create_organization(actor=None, kind=OrganizationKind.DISTRICT, name="测量区")
        self.institute = self._below(OrganizationKind.INSTITUTE, "测量区教师进修学院")
        self.school = self._below(OrganizationKind.SCHOOL, "测量小学")
        assign_rule_set(actor=None, organization=self.district, set_key=RULE_SET, since=LONG_AGO)
        self.leader = self._member(Role.LEADER)
        self.nodes = [node for book in BOOKS for node in self._book(*book)]
        self.lessons: list[LessonPage] = []
        self.staff: list[Any] = []
        self.groups: list[Any] = []
        self.activities: list[Any] = []

    def _below(self, kind: OrganizationKind, name: str) -> Organization:
        return create_organization(actor=None, kind=kind, name=name, parent=self.district)

    def _member(self, role: Role) -> Any:
        person = PersonFactory()
        add_membership(actor=None, person=person, organization=self.school, role=role, since=LONG_AGO)
        return person

    def _book(self, subject: str, edition: str, grade: str) -> list[TextbookNode]:
        volume: Volume = ensure_volume(
            actor=None,
            subject=Subject.objects.get(code=subject),
            edition=Edition.objects.get(code=edition),
            grade=Grade.objects.get(code=grade),
            term=1,
            scheme=Scheme.SIX_THREE,
        )
        titles = [[f"第{unit}单元第{n}课" for n in range(1, LESSONS_IN_UNIT + 1)] for unit in range(1, UNITS + 1)]
        units = [{"number": f"第{n}单元", "title": f"分数{n}", "lessons": own} for n, own in enumerate(titles, start=1)]
        build_textbook_tree(actor=None, volume=volume, units=units)
        wanted = [title for own in titles for title in own]
        return list(TextbookNode.objects.filter(volume=volume, title__in=wanted).order_by("pk"))

    def grow_lessons(self, number: int) -> None:
        """Public lessons with plan, authors, steps and two files each, indexed, until there are ``number``."""
        page = ensure_organization_page(organization=self.school, actor=None)
        for at in range(len(self.lessons), number):
            files = [
                store_material(
                    actor=None,
                    content=ContentFile(PDF + f"{at} {name}".encode()),
                    filename=f"{name}.pdf",
                    kind="lesson_plan",
                    derive_later=False,
                )
                for name in ("教学设计", "学习单")
            ]
            lesson: LessonPage = LessonFactory(  # type: ignore[assignment]
                title=f"分数除法第{at}课",
                organization=page.organization,
                node=self.nodes[at % len(self.nodes)],
                plan=PLAN,
                materials=files,
                authors=[{"name": "唐婧", "role": "teaching"}, {"name": "周敏"}],
                level_steps=[{"level": "district", "on": date(2026, 5, 1), "issuer": "测量区教师进修学院"}],
                moments=[{"second": 5, "text": "引入"}, {"second": 60, "text": "探究"}],
                summary="从线段图说出算理。",
            )
            self.lessons.append(lesson)
        while drain(limit=10_000):
            pass
        if (engine := server()) is not None:
            engine.writer.indices.refresh(
                index=f"{engine.alias}*"
            )  # else a list may be counted before it knows of them

    def grow_groups(self, number: int) -> None:
        """Groups with a host, until there are ``number``."""
        while len(self.groups) < number:
            self.groups.append(group_of(self.institute, name=f"数学工作室{len(self.groups)}"))

    def grow_activities(self, number: int) -> None:
        """Coming activities of the first group, until there are ``number``."""
        self.grow_groups(1)
        begins = timezone.now() + timedelta(days=3)
        while len(self.activities) < number:
            self.activities.append(
                lesson_study(
                    self.groups[0],
                    self.school,
                    title=f"磨课{len(self.activities)}",
                    starts_at=begins,
                    ends_at=begins + timedelta(hours=2),
                )
            )

    def grow_staff(self, number: int, *, years: int = 5, pieces: int = 6) -> None:
        """Teachers with ``pieces`` of certified evidence in each of the last ``years``, until there are ``number``."""
        new = [self._member(Role.TEACHER) for _ in range(len(self.staff), number)]
        self.staff += new
        post_history(actor=None, records=self._history(new, years * pieces, 365 // pieces))

    def _history(self, people: Sequence[Any], pieces: int, days: int) -> list[HistoryRecord]:
        latest = timezone.localdate() - timedelta(days=10)
        records = []
        for person in people:
            for n in range(pieces):
                day = latest - timedelta(days=n * days)
                records.append(
                    HistoryRecord(
                        person=person,
                        type="training",
                        level="district",
                        occurred_on=day,
                        title=f"专题培训{n}",
                        facts={"minutes": 2 * HOUR + HOUR * (n % 3)},
                        source_type="benchmark",
                        source_id=str(n),
                        certifier=self.institute,
                        certified_by=self.leader,
                        certified_at=timezone.make_aware(datetime.combine(day + timedelta(days=3), time(10))),
                    )
                )
        return records

    def offer_series(self, number: int) -> None:
        """Series of the institute that may be joined."""
        for at in range(number):
            open_run(series_of(self.institute, "video", "quiz", title=f"单元整体教学{at}"))
