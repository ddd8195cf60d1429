"""Lessons from a file: what is read, what is refused, what a second run does."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from wagtail.models import PageLogEntry, ReferenceIndex

from core.models import AuditEntry, OutboxRow
from courses.importing import import_lessons, load_mapping, read_rows
from courses.importing.source import SourceRow
from courses.models import LessonPage
from home.models import OrganizationPage
from home.services import ensure_organization_page
from organizations.models import Organization
from tests.shared_data import LESSONS, shared

pytestmark = pytest.mark.usefixtures("home")
MAPPING = Path(__file__).resolve().parent.parent.parent / "docs" / "examples" / "mapping-airclassroom.yaml"
ROW = {
    "source_id": "a1",
    "title": "一个数除以分数②",
    "学科": "数学",
    "年级": "６年级",
    "学期": "第一学期",
    "版本": "人教社",
    "单元": "第３单元 分数除法",
    "school": "青木小学",
    "author": "唐婧",
    "released": "2025-10-21",
}
CLASSROOM = {
    "id": "1",
    "title": "2.花的学校①",
    "学科": "语文",
    "年级": "三年级",
    "学期": "第一学期",
    "版本": "人教社",
    "school": "上海市松江区中山第二小学",
    "teacher_ref": "T0001",
    "release_time": "2020-08-27 09:24:37",
    "file_name": "0901-小学-语文-统编版-3年级-上-第1单元-2.花的学校①-W.mp4",
    "video_url": "https://example.org/1.mp4",
}


def run(rows: list[dict[str, Any]], mapping: Path | None = None, **options: Any) -> Any:
    return import_lessons(
        actor=None,
        rows=[SourceRow(number, row) for number, row in enumerate(rows, start=1)],
        mapping=load_mapping(mapping),
        parent_for=lambda organization: ensure_organization_page(organization=organization, actor=None),
        **options,
    )


def written(tmp_path: Path, rows: list[Any], name: str = "lessons.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in rows))
    return path


def test_a_row_becomes_a_public_lesson_in_its_place() -> None:
    report = run([ROW])
    lesson = LessonPage.objects.get()
    assert (report.created, report.rejected) == (1, [])
    assert lesson.live
    assert lesson.title == "一个数除以分数②"
    assert lesson.period == 2
    assert lesson.volume.title == "人教版数学六年级上册"
    assert [node.label for node in lesson.node.line()] == ["第三单元 分数除法", "一个数除以分数"]
    assert [author.display_name for author in lesson.authors.all()] == ["唐婧"]
    assert lesson.organization.name == "青木小学"
    assert lesson.get_parent().specific.organization == lesson.organization


def test_an_imported_lesson_leaves_what_the_editor_leaves() -> None:
    run([ROW, {**ROW, "source_id": "a2", "school": "歌乐小学", "title": "比的意义"}])
    for lesson in LessonPage.objects.all():
        logged = PageLogEntry.objects.filter(page=lesson.pk).values_list("action", flat=True)
        assert sorted(logged) == ["wagtail.create", "wagtail.publish"]
        revision = lesson.latest_revision
        assert revision is not None
        assert lesson.live_revision_id == revision.pk
        assert [author.name for author in revision.as_object().authors.all()] == ["唐婧"]
        assert AuditEntry.objects.filter(action="lesson.create", target_id=str(lesson.pk)).count() == 1
        assert OutboxRow.objects.filter(key=f"page:{lesson.pk}", consumer="search.index").count() == 1
        references = ReferenceIndex.get_references_for_object(lesson).values_list("to_object_id", flat=True)
        assert str(lesson.node_id) in references
        assert lesson in LessonPage.objects.all().search(lesson.title)
    page = OrganizationPage.objects.get(organization__name="歌乐小学")
    assert page.live_revision_id == page.latest_revision_id is not None


def test_a_row_that_breaks_takes_nothing_else_along(monkeypatch: pytest.MonkeyPatch) -> None:
    real = LessonPage.full_clean

    def breaks(page: LessonPage, *args: Any, **kwargs: Any) -> None:
        if page.source_id == "a2":
            raise ValidationError("坏了")
        real(page, *args, **kwargs)

    monkeypatch.setattr(LessonPage, "full_clean", breaks)
    report = run([ROW, {**ROW, "source_id": "a2", "title": "坏的"}, {**ROW, "source_id": "a3", "title": "比的意义"}])
    assert (report.created, [note.row for note in report.rejected]) == (2, [2])
    assert not LessonPage.objects.filter(title="坏的").exists()
    assert LessonPage.objects.all().search("坏的").count() == 0
    assert LessonPage.objects.all().search("比的意义").count() == 1


def test_a_second_run_changes_nothing() -> None:
    run([ROW])
    before = LessonPage.objects.get().latest_revision_id
    rows = OutboxRow.objects.count()
    report = run([ROW])
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert LessonPage.objects.get().latest_revision_id == before
    assert OutboxRow.objects.count() == rows


def test_only_what_differs_is_updated() -> None:
    run([ROW, {**ROW, "source_id": "a2", "title": "倒数的认识"}])
    report = run([{**ROW, "released": "2025-10-22"}, {**ROW, "source_id": "a2", "title": "倒数的认识"}])
    assert (report.updated, report.unchanged, report.changes) == (1, 1, {"released_on": 1})
    assert str(LessonPage.objects.get(source_id="a1").released_on) == "2025-10-22"


def test_a_lesson_that_an_editor_took_out_stays_out() -> None:
    run([ROW])
    LessonPage.objects.get().unpublish()
    run([{**ROW, "released": "2025-10-22"}])
    assert not LessonPage.objects.get().live


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"title": " "}, "title", "没有填写"),
        ({"学科": "炼丹"}, "subject", "词表里没有“炼丹”"),
        ({"年级": "二十年级"}, "grade", "词表里没有“二十年级”"),
        ({"学期": ""}, "term", "没有填写"),
        ({"released": "昨天"}, "released", "不是日期"),
    ],
)
def test_a_bad_row_is_rejected_with_row_field_and_reason(change: dict[str, str], field: str, reason: str) -> None:
    report = run([{**ROW, **change}, {**ROW, "source_id": "a2"}])
    assert report.created == 1
    assert [(note.row, note.field) for note in report.rejected] == [(1, field)]
    assert reason in report.rejected[0].reason


def test_the_same_number_twice_in_a_file_is_refused_once() -> None:
    report = run([ROW, ROW])
    assert (report.created, [note.field for note in report.rejected]) == (1, ["source_id"])


def test_a_dry_run_writes_nothing() -> None:
    report = run([ROW], dry_run=True)
    assert report.created == 1
    assert not LessonPage.objects.exists()
    assert not Organization.objects.filter(name="青木小学").exists()


def test_volume_wins_over_term() -> None:
    run([{**ROW, "册次": "五年级下册"}])
    assert LessonPage.objects.get().volume.term_name == "五年级下册"


def test_spellings_of_one_school_are_one_organization() -> None:
    names = [
        "上海市徐汇区高安路第一小学",
        "徐汇区高安路第一小学",
        "上海市高安路第一小学",
        "上海市徐匚区高安路第一小学",
        " 上海市徐汇区高安路第一小 学",
    ]
    report = run([{**CLASSROOM, "id": str(n), "school": name} for n, name in enumerate(names)], MAPPING)
    assert (report.created, report.rejected) == (5, [])
    assert {lesson.organization.name for lesson in LessonPage.objects.all()} == {"上海市徐汇区高安路第一小学"}


def test_schools_of_two_districts_stay_two() -> None:
    names = ["上海市松江区实验小学", "闵行区实验小学", "上海市实验小学"]
    run([{**CLASSROOM, "id": str(n), "school": name} for n, name in enumerate(names)], MAPPING)
    found = {lesson.organization.name for lesson in LessonPage.objects.all()}
    assert found == {"上海市松江区实验小学", "上海市闵行区实验小学", "上海市实验小学"}


def test_the_mapping_reads_scheme_unit_and_licence_from_the_source() -> None:
    sixth = {
        **CLASSROOM,
        "id": "6",
        "学科": "数学",
        "年级": "六年级",
        "版本": "沪教育",
        "title": "圆的面积（2）",
        "file_name": "初中-数学-上教版-6-下-第6章圆与扇形-6.2圆与扇形的面积-圆的面积②.mp4",
    }
    english = {
        **CLASSROOM,
        "id": "7",
        "学科": "英语",
        "版本": "牛津上海版",
        "title": "M2U1 My friends ①",
        "file_name": "f1-0925-小学-英语-牛津上海版-3年级-上-M2-U1-My friends①-W.mp4",
    }
    report = run([CLASSROOM, sixth, english], MAPPING)
    assert report.rejected == []
    chinese, math, oxford = (LessonPage.objects.get(source_id=each) for each in ("1", "6", "7"))
    assert chinese.volume.edition.code == "tongbian"
    assert chinese.licence == "link-only"
    assert chinese.source == "上海市中小学空中课堂"
    assert [author.display_name for author in chinese.authors.all()] == ["未公开姓名"]
    assert math.volume.stage.code == "junior"
    assert math.volume.revision == "2022课标"
    assert [node.label for node in math.node.line()] == ["第六章 圆与扇形", "圆的面积"]
    assert oxford.node.label == "M2U1 My friends"


def test_what_is_no_school_goes_to_the_fallback_and_is_reported() -> None:
    report = run([{**CLASSROOM, "school": " who"}], MAPPING)
    assert LessonPage.objects.get().organization.name == "上海市空中课堂（学校未注明）"
    assert [(note.row, note.field) for note in report.notes] == [(1, "school")]


def test_the_command_returns_when_all_is_findable(tmp_path: Path) -> None:
    out = StringIO()
    report = tmp_path / "report.json"
    call_command("import_lessons", str(written(tmp_path, [ROW, "kein JSON"])), report=report, stdout=out)
    kept = json.loads(report.read_text())
    assert (kept["created"], kept["pending"], len(kept["rejected"])) == (1, 0, 1)
    assert not OutboxRow.objects.filter(state="pending").exists()
    assert "row 2" in out.getvalue()


def test_without_waiting_it_says_what_is_pending(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_lessons", str(written(tmp_path, [ROW])), no_wait=True, stdout=out)
    assert "pending: " in out.getvalue()


def test_csv_of_a_spreadsheet_is_read_in_both_encodings(tmp_path: Path) -> None:
    head = "编号,课题,学科,年级,册次,版本,单元,学校,作者,发布日期"
    text = f"{head}\nb1,比的意义,数学,六年级,上册,人教版,第四单元 比,青木小学,,2026/3/2\n"
    for name, encoding in (("a.csv", "utf-8-sig"), ("b.csv", "gb18030")):
        (tmp_path / name).write_bytes(text.encode(encoding))
        rows = read_rows(tmp_path / name)
        assert rows[0].values["课题"] == "比的意义"
    assert run([rows[0].values]).created == 1
    assert str(LessonPage.objects.get().released_on) == "2026-03-02"


@pytest.mark.parametrize("name", ["missing.jsonl", "empty.jsonl", "lessons.docx"])
def test_an_unreadable_file_ends_with_an_error(tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_text("")
    with pytest.raises(CommandError):
        call_command("import_lessons", str(tmp_path / name))


@pytest.mark.parametrize(
    ("mapping", "named"),
    [
        ("fields: {titel: name}", "fields.titel"),
        ("fields: {unit: {from: a, pattern: '('}}", "fields.unit.pattern"),
        ("scheme: '7'", "scheme"),
        ("licence: free", "licence"),
        ("colour: red", "colour"),
        ("- a", "映射文件"),
    ],
)
def test_a_bad_mapping_names_its_field(tmp_path: Path, mapping: str, named: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(mapping)
    with pytest.raises(CommandError, match=named):
        call_command("import_lessons", str(written(tmp_path, [ROW])), mapping=path)


@pytest.mark.timeout(1200)
@pytest.mark.skipif(
    shared(LESSONS) is None and not os.environ.get("CI"), reason="the real lessons are not beside this checkout"
)
def test_the_real_lessons_come_in_and_a_second_run_changes_nothing() -> None:
    path = shared(LESSONS)
    assert path is not None, "in CI the real lessons must be there"
    rows = read_rows(path)
    mapping = load_mapping(MAPPING)

    def parent_for(organization: Organization) -> Any:
        return ensure_organization_page(organization=organization, actor=None)

    first = import_lessons(actor=None, rows=rows, mapping=mapping, parent_for=parent_for)
    assert (first.total, first.created, first.rejected) == (len(rows), len(rows), [])
    assert LessonPage.objects.live().filter(node__isnull=False).count() > len(rows) * 0.99
    assert LessonPage.objects.filter(volume__grade__number=6).exclude(volume__stage__code="junior").count() == 0
    second = import_lessons(actor=None, rows=rows, mapping=mapping, parent_for=parent_for)
    assert (second.unchanged, second.created, second.updated) == (len(rows), 0, 0)
