"""Protected files: whole, in pieces, and never a piece that is not there."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import Http404
from django.test import RequestFactory
from django_sendfile.utils import _get_sendfile

from materials.models import Material
from materials.serving import serve_file
from tests.materials.factories import stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("protected_files")]
BODY = b"%PDF-" + bytes(range(256)) * 400  # longer than one chunk of the reader
LAST = len(BODY) - 1


@pytest.fixture
def material() -> Material:
    """A file of known bytes."""
    return stored(BODY, "学习任务单.pdf", "task_sheet")


def answer(material: Material, **headers: str) -> Any:
    """The response to a request with these headers."""
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return serve_file(
        request, material.file, filename="学习任务单.pdf", content_type="application/pdf", as_attachment=False
    )


@pytest.mark.parametrize("asked", [None, "items=0-3", "bytes=a-b", "bytes=0-3,9-12"])
def test_without_a_range_that_is_understood_the_whole_file_comes(material: Material, asked: str | None) -> None:
    response = answer(material, **({"Range": asked} if asked else {}))
    assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")
    assert int(response["Content-Length"]) == len(BODY)
    assert b"".join(response) == BODY


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-3", 0, 3),
        ("bytes=7-", 7, LAST),
        ("bytes=-5", LAST - 4, LAST),
        (f"bytes=-{len(BODY) * 2}", 0, LAST),
        (f"bytes=10-{LAST * 9}", 10, LAST),
        (f"bytes=1-{LAST}", 1, LAST),
    ],
)
def test_a_range_is_answered_to_the_byte(material: Material, asked: str, first: int, last: int) -> None:
    response = answer(material, Range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(BODY)}"
    assert int(response["Content-Length"]) == last - first + 1
    assert b"".join(response) == BODY[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=-0", f"bytes={LAST + 1}-", "bytes=9-3"])
def test_a_range_that_is_not_there_is_416(material: Material, asked: str) -> None:
    response = answer(material, Range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(BODY)}")
    assert response.content == b""


def test_a_file_is_not_sniffed_nor_shared_and_keeps_its_name(material: Material) -> None:
    response = answer(material)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")
    assert response["Content-Disposition"].startswith("inline; filename*=UTF-8''%E5%AD%A6")


def test_an_unchanged_file_is_not_sent_again(material: Material) -> None:
    known = answer(material)["Last-Modified"]
    assert answer(material, If_Modified_Since=known).status_code == 304
    assert answer(material, If_Modified_Since=known, Range="bytes=0-1").status_code == 206


def test_a_lost_file_is_404(material: Material) -> None:
    Path(material.file.path).unlink()
    with pytest.raises(Http404):
        answer(material)
    with pytest.raises(Http404):
        serve_file(RequestFactory().get("/"), material.preview, filename="x", content_type="x/y", as_attachment=True)


@pytest.mark.parametrize("folder", ["", ".."])
def test_behind_nginx_the_answer_only_names_the_file(material: Material, settings: Any, folder: str) -> None:
    root = (Path(material.file.storage.location) / folder).resolve()
    settings.SENDFILE_BACKEND = "django_sendfile.backends.nginx"
    settings.SENDFILE_ROOT, settings.SENDFILE_URL = root, "/protected/"
    _get_sendfile.cache_clear()
    try:
        response = answer(material, Range="bytes=0-3")
    finally:
        _get_sendfile.cache_clear()
    below = Path(material.file.path).relative_to(root)
    assert response.status_code == 200
    assert unquote(response["X-Accel-Redirect"]) == f"/protected/{below}"
    assert response.content == b"", "nginx sends the bytes"
    assert "%E5%AD%A6%E4%B9%A0%E4%BB%BB%E5%8A%A1%E5%8D%95" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, max-age=3600"


@pytest.mark.parametrize(("chosen", "backend"), [("", "simple"), ("nginx", "nginx"), ("apache", None)])
def test_the_environment_chooses_who_sends_files(tmp_path: Path, chosen: str, backend: str | None) -> None:
    environment = {**os.environ, "YANXUN_DATA": str(tmp_path), **({"SENDFILE": chosen} if chosen else {})}
    told = subprocess.run(
        [sys.executable, "-c", "from lms.settings import files; print(files.SENDFILE_BACKEND, files.SENDFILE_ROOT)"],
        env=environment,
        cwd=Path(__file__).resolve().parent.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if backend is None:
        assert told.returncode != 0
        assert "SENDFILE" in told.stderr
    else:
        assert told.stdout.split() == [f"django_sendfile.backends.{backend}", str(tmp_path / "protected")]
