"""Text with its place, posters and previews: each step on its own, each failure with a reason, each one again."""

from pathlib import Path

import pytest

from materials import office
from materials.models import DerivationJob, Material
from materials.services import derive, retry_step
from tests.courses.factories import PDF
from tests.materials.factories import docx, pptx, stored, video, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("protected_files")]


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setattr(office, "libreoffice_program", lambda: None)


def segments(material: Material) -> list[tuple[str, int, str]]:
    return list(material.segments.order_by("position").values_list("kind", "position", "text"))


def job(material: Material, step: str) -> DerivationJob:
    return DerivationJob.objects.get(material=material, step=step)


@pytest.mark.usefixtures("no_office")
class TestText:
    """Where a sentence stands, so that a hit opens there."""

    def test_word_gives_paragraphs_and_rows(self) -> None:
        material = stored(docx("学习目标", "", "说清算理", table=("活动", "时间")), "设计.docx", "lesson_plan")
        derive(material_id=material.pk)
        assert segments(material) == [
            ("paragraph", 1, "学习目标"),
            ("paragraph", 2, "说清算理"),
            ("paragraph", 3, "活动 时间"),
        ]
        material.refresh_from_db()
        assert material.page_count == 1

    def test_slides_keep_their_number_past_empty_ones_and_give_their_notes(self) -> None:
        material = stored(pptx("倒数", "", "一个数除以分数", notes="追问为什么"), "课件.pptx", "slides")
        derive(material_id=material.pk)
        assert segments(material) == [("slide", 1, "倒数"), ("slide", 3, "一个数除以分数\n追问为什么")]
        material.refresh_from_db()
        assert material.page_count == 3

    def test_running_it_again_does_not_double_the_text(self) -> None:
        material = stored(docx("学习目标"), "设计.docx", "lesson_plan")
        for _time in range(2):
            derive(material_id=material.pk, again=True)
        assert segments(material) == [("paragraph", 1, "学习目标")]
        assert job(material, "text").tries == 2

    def test_what_is_done_is_left_alone(self) -> None:
        material = stored(docx("学习目标"), "设计.docx", "lesson_plan")
        derive(material_id=material.pk)
        derive(material_id=material.pk)
        assert (job(material, "text").tries, job(material, "preview").tries) == (1, 2)


class TestFailure:
    """People see what failed and why, and the file is never touched."""

    def test_a_missing_program_is_named_and_the_text_is_there(self, no_office: None) -> None:
        material = stored(docx("学习目标"), "设计.docx", "lesson_plan")
        failed = derive(material_id=material.pk)
        assert list(failed) == ["preview"]
        assert (job(material, "preview").state, job(material, "text").state) == ("failed", "done")
        assert "LibreOffice" in job(material, "preview").reason
        assert Path(material.file.path).is_file()

    def test_an_unreadable_file_fails_its_text_and_the_rest_goes_on(self, program: Path) -> None:
        material = stored(zipped({"word/other.xml": b"<x/>"}), "设计.docx", "lesson_plan")
        assert list(derive(material_id=material.pk)) == ["text"]
        assert job(material, "text").reason
        assert job(material, "preview").state == "done"
        assert segments(material) == []

    def test_a_step_is_tried_again_alone(
        self, no_office: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        material = stored(docx("学习目标"), "设计.docx", "lesson_plan")
        derive(material_id=material.pk)
        monkeypatch.setattr(office, "libreoffice_program", lambda: str(converter(tmp_path)))
        retry_step(job_id=job(material, "preview").pk)
        again = job(material, "preview")
        assert (again.state, again.reason, again.tries, again.progress) == ("done", "", 2, 100)
        assert job(material, "text").tries == 1
        material.refresh_from_db()
        assert material.preview.read().startswith(b"%PDF")

    def test_a_converter_without_result_says_what_it_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        silent = tmp_path / "silent"
        silent.write_text("#!/bin/sh\necho 'no filter for this' >&2\n")
        silent.chmod(0o700)
        monkeypatch.setattr(office, "libreoffice_program", lambda: str(silent))
        material = stored(docx("学习目标"), "设计.docx", "lesson_plan")
        assert derive(material_id=material.pk) == {"preview": "no filter for this"}


def converter(folder: Path) -> Path:
    """Something that writes a PDF where LibreOffice would."""
    path = folder / "convert"
    path.write_text('#!/bin/sh\nprintf "%%PDF-1.4" > "$6/made.pdf"\n')
    path.chmod(0o700)
    return path


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a converter."""
    path = converter(tmp_path)
    monkeypatch.setattr(office, "libreoffice_program", lambda: str(path))
    return path


def test_a_pdf_needs_no_preview() -> None:
    material = stored(PDF, "设计.pdf", "lesson_plan")
    derive(material_id=material.pk)
    material.refresh_from_db()
    assert job(material, "preview").state == "done"
    assert not material.preview


def test_a_video_gets_its_length_and_a_poster(tmp_path: Path) -> None:
    material = stored(video(tmp_path), "微课.webm", "micro_video")
    assert derive(material_id=material.pk) == {}
    material.refresh_from_db()
    assert 1_800 <= material.duration_ms <= 2_300
    assert (material.width, material.height) == (160, 90)
    assert material.poster.read(16)[8:12] == b"WEBP"


def test_a_video_that_is_none_says_so() -> None:
    material = stored(b"\x1aE\xdf\xa3 and nothing more", "微课.webm", "micro_video")
    assert set(derive(material_id=material.pk)) == {"probe", "poster"}
    assert all(each.reason for each in material.jobs.all())
