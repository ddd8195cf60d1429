"""Hours certified before the platform came: posted once, every doubtful row named."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
import xlsxwriter
from django.core.management import call_command

from accounts.models import TeacherProfile
from core.exceptions import Refusal
from tests.training.conftest import Place, add_teacher
from training.constants import EntryKind
from training.hours_file import read_hours
from training.models import Evidence, HourEntry, YearTotal
from training.services import import_opening_balances

pytestmark = pytest.mark.django_db

HEAD = "工号,姓名,年度,数额,单位,计入,说明\n"


@pytest.fixture(autouse=True)
def in_november() -> Any:
    """The platform came in autumn 2026."""
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def teacher(near: Place) -> Any:
    """A teacher with a staff number."""
    person = add_teacher(near.school, name="林晓雯")
    TeacherProfile.objects.create(person=person, staff_no="T001")
    return person


def write(path: Path, rows: str) -> Path:
    """The list as a file."""
    path.write_text(HEAD + rows, encoding="utf-8-sig")
    return path


def test_a_second_run_changes_nothing(near: Place, teacher: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path / "hours.csv", "T001,林晓雯,2024-25,20.66,学分,concentrated,第214行\nT001,林晓雯,2024-25,3.50,学分,,\n"
    )
    first = import_opening_balances(actor=None, rows=read_hours(file), certifier=near.district)
    assert (first.created, first.unchanged, first.rejected) == (2, 0, [])
    entries = HourEntry.objects.filter(person=teacher)
    assert {(e.kind, e.year, e.amount, tuple(e.scopes)) for e in entries} == {
        (EntryKind.OPENING, "2024-25", 2066, ("concentrated",)),
        (EntryKind.OPENING, "2024-25", 350, ()),
    }
    totals = YearTotal.objects.filter(person=teacher, year="2024-25")
    assert {row.scope: row.year_amount for row in totals} == {"total": 2416, "concentrated": 2066}
    second = import_opening_balances(actor=None, rows=read_hours(file), certifier=near.district)
    assert (second.created, second.unchanged, second.rejected) == (0, 2, [])
    assert HourEntry.objects.count() == 2


def test_every_doubtful_row_is_named_and_the_others_are_posted(
    near: Place, far: Place, teacher: Any, tmp_path: Path
) -> None:
    stranger = add_teacher(far.school, name="外区老师")
    TeacherProfile.objects.create(person=stranger, staff_no="T900")
    file = write(
        tmp_path / "hours.csv",
        "T404,无此人,2024-25,1,学分,,\n"
        "T001,林小雯,2021-22,1,学分,,\n"
        "T001,林晓雯,2024,1,学分,,\n"
        "T001,林晓雯,2023-24,十,学分,,\n"
        "T001,林晓雯,2022-23,1,学时,,\n"
        "T001,林晓雯,2025-26,1,学分,没有的类别,\n"
        "T900,外区老师,2024-25,1,学分,,\n"
        "T001,林晓雯,2024-25,2.5,学分,,\n",
    )
    report = import_opening_balances(actor=None, rows=read_hours(file), certifier=near.district)
    assert report.created == 1
    assert [(r.number, r.column) for r in report.rejected] == [
        (2, "工号"),
        (3, "姓名"),
        (4, "年度"),
        (5, "数额"),
        (6, "单位"),
        (7, "计入"),
        (8, "工号"),
    ]


def test_another_amount_for_a_posted_row_is_refused(near: Place, teacher: Any, tmp_path: Path) -> None:
    import_opening_balances(
        actor=None,
        rows=read_hours(write(tmp_path / "a.csv", "T001,林晓雯,2024-25,2,学分,,\n")),
        certifier=near.district,
    )
    report = import_opening_balances(
        actor=None,
        rows=read_hours(write(tmp_path / "b.csv", "T001,林晓雯,2024-25,3,学分,,\n")),
        certifier=near.district,
    )
    assert report.created == 0
    assert report.rejected[0].column == "数额"
    assert HourEntry.objects.get().amount == 200


def test_the_command_reads_a_workbook_and_the_district_certifies(
    near: Place, teacher: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "hours.xlsx"))
    sheet = book.add_worksheet()
    for column, (head, value) in enumerate(
        [("工号", "T001"), ("姓名", "林晓雯"), ("年度", "2024-25"), ("数额", 24.16), ("单位", "学分")]
    ):
        sheet.write(0, column, head)
        sheet.write(1, column, value)
    book.close()
    call_command("import_hours", str(tmp_path / "hours.xlsx"))
    assert "created 1, unchanged 0, rejected 0" in capsys.readouterr().out
    call_command("import_hours", str(tmp_path / "hours.xlsx"))
    assert "created 0, unchanged 1, rejected 0" in capsys.readouterr().out
    assert Evidence.objects.get().certifier == near.district
    assert Evidence.objects.get().occurred_on == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("name", "text"), [("a.txt", ""), ("a.csv", "姓名,年度\n"), ("a.jsonl", "{"), ("a.xlsx", "no workbook")]
)
def test_unreadable_files_are_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal):
        read_hours(path)
