"""Files are looked at before anything opens them, and every refusal names the file."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from core.models import AuditEntry, OutboxRow
from materials.exceptions import FileRefused
from materials.inspection import inspect
from materials.models import Material
from materials.services import store_material
from tests.courses.factories import PDF
from tests.materials.factories import broken_png, docx, picture, stored, zipped

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NESTED = {"[Content_Types].xml": b"<Types/>"}

REFUSED = {
    "wrong suffix": ("设计.exe", "lesson_plan", b"MZ", "格式不能用在这里"),
    "no suffix": ("设计", "lesson_plan", PDF, "格式不能用在这里"),
    "suffix of another kind": ("课件.pptx", "lesson_plan", zipped(NESTED), "格式不能用在这里"),
    "html": ("学案.html", "study_guide", HTML, "格式不能用在这里"),
    "svg": ("证书.svg", "evidence", SVG, "格式不能用在这里"),
    "html as pdf": ("学案.pdf", "study_guide", HTML, "可能改过后缀名"),
    "svg as png": ("证书.png", "evidence", SVG, "可能改过后缀名"),
    "docx that is a pdf": ("设计.docx", "lesson_plan", PDF, "可能改过后缀名"),
    "empty": ("设计.pdf", "lesson_plan", b"", "空文件"),
    "cut off": ("设计.docx", "lesson_plan", docx("学习目标")[:800], "没有传完"),
    "zip bomb": ("设计.docx", "lesson_plan", zipped({"word/document.xml": b"0" * 30_000_000}), "内部结构不正常"),
    "path traversal": ("设计.docx", "lesson_plan", zipped({"../../etc/cron.d/x": b"x"}), "内部结构不正常"),
    "absolute path": ("设计.docx", "lesson_plan", zipped({"/etc/passwd": b"x"}), "内部结构不正常"),
    "many entries": ("设计.docx", "lesson_plan", zipped({f"{n}": b"" for n in range(5_001)}), "内部结构不正常"),
    "many pixels": ("证书.png", "evidence", picture((8_000, 5_001), form="PNG", mode="1"), "4000万像素"),
    "bomb of pixels": ("证书.png", "evidence", broken_png(60_000, 60_000), "打不开"),
    "broken picture": ("证书.jpg", "evidence", b"\xff\xd8\xff\xe0 nothing follows", "打不开"),
    "too big": ("证书.jpg", "evidence", b"\xff\xd8\xff" + b"0" * (20 * 1024 * 1024), "不超过20 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_names_the_file_and_what_is_wrong(case: str) -> None:
    filename, kind, body, words = REFUSED[case]
    with pytest.raises(FileRefused) as refused:
        inspect(ContentFile(body, name=filename), filename=filename, kind=kind, field="proof")
    assert f"“{filename}”" in refused.value.message
    assert words in refused.value.message
    assert refused.value.field == "proof"


def test_what_fits_is_known_by_hash_size_and_type() -> None:
    passed = inspect(ContentFile(PDF), filename="设计.PDF", kind="lesson_plan")
    assert (passed.format.content_type, passed.size, len(passed.sha256)) == ("application/pdf", len(PDF), 64)
    assert passed.content.read() == PDF
    again = inspect(ContentFile(PDF), filename="另一个名字.pdf", kind="task_sheet")
    assert again.sha256 == passed.sha256


class TestPictures:
    """Pictures are drawn anew: what they show stays, what they hide goes."""

    def test_place_and_camera_are_dropped_and_the_picture_stands_upright(self) -> None:
        exif = Image.Exif()
        exif[0x0110] = "Phone 12"
        exif[0x0112] = 6  # lies on its side
        exif.get_ifd(0x8825)[1] = "N"
        body = picture((40, 30), exif=exif)
        assert b"Phone 12" in body
        passed = inspect(ContentFile(body + b"<script>"), filename="证书.jpg", kind="evidence")
        kept = passed.content.read()
        assert b"Phone 12" not in kept
        assert b"<script>" not in kept
        with Image.open(io.BytesIO(kept)) as clean:
            assert dict(clean.getexif()) == {}
            assert clean.size == (30, 40)
        assert passed.size == len(kept)

    def test_comments_of_a_png_are_dropped(self) -> None:
        from PIL.PngImagePlugin import PngInfo

        hidden = PngInfo()
        hidden.add_text("Location", "29.56,106.46")
        body = picture(form="PNG", pnginfo=hidden)
        assert b"29.56" in body
        passed = inspect(ContentFile(body), filename="证书.png", kind="evidence")
        assert b"29.56" not in passed.content.read()

    def test_colours_of_a_palette_stay(self) -> None:
        source = Image.new("RGB", (20, 20), (200, 30, 40)).convert("P", palette=Image.Palette.ADAPTIVE)
        out = io.BytesIO()
        source.save(out, "PNG")
        passed = inspect(ContentFile(out.getvalue()), filename="证书.png", kind="evidence")
        with Image.open(io.BytesIO(passed.content.read())) as clean:
            assert clean.convert("RGB").getpixel((5, 5)) == (200, 30, 40)


@pytest.mark.django_db
@pytest.mark.usefixtures("protected_files")
class TestStoring:
    """What is kept of a file, and that a refused one leaves nothing."""

    def test_a_file_lies_under_a_random_name(self) -> None:
        material = stored(PDF, "../../../一个数除以分数.pdf", "lesson_plan")
        assert "一个数除以分数" not in material.file.name
        assert material.file.name.startswith("materials/")
        assert material.original_name.endswith("一个数除以分数.pdf")
        assert AuditEntry.objects.get(action="material.stored").target_id == str(material.pk)

    def test_derivations_are_queued_with_the_row(self) -> None:
        content = ContentFile(PDF, name="设计.pdf")
        material = store_material(actor=None, content=content, filename="设计.pdf", kind="lesson_plan")
        assert OutboxRow.objects.get(topic="material_stored").payload == {"material_id": material.pk}
        assert list(material.jobs.order_by("pk").values_list("step", "state")) == [
            ("text", "queued"),
            ("preview", "queued"),
        ]

    def test_a_refused_file_leaves_nothing(self) -> None:
        with pytest.raises(FileRefused):
            stored(HTML, "学案.pdf", "study_guide")
        assert not Material.objects.exists()
        assert not OutboxRow.objects.exists()
