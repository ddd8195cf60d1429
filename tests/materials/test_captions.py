"""Captions become a WebVTT file and text that is found at its second."""

import pytest

from materials.models import Material
from materials.services import attach_captions, derive
from materials.services.captions import web_vtt
from tests.materials.factories import stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("protected_files")]


@pytest.fixture
def film() -> Material:
    """A video nobody looks into."""
    return stored(b"\x1aE\xdf\xa3 film", "微课.webm", "micro_video")


def test_cues_become_a_file_in_order(film: Material) -> None:
    attach_captions(actor=None, material=film, cues=[(3_725_040, 3_726_500, "下课"), (0, 1_500, "同学们好")])
    film.refresh_from_db()
    assert film.captions.read().decode() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n同学们好\n\n01:02:05.040 --> 01:02:06.500\n下课\n"
    )
    kept = film.segments.order_by("position").values_list("kind", "position", "start_ms", "text")
    assert list(kept) == [("cue", 1, 0, "同学们好"), ("cue", 2, 3_725_040, "下课")]
    assert film.jobs.get(step="captions").state == "done"


def test_new_captions_replace_the_old_ones(film: Material) -> None:
    for words in ("初稿", "定稿"):
        attach_captions(actor=None, material=film, cues=[(0, 1_000, words)])
    film.refresh_from_db()
    assert list(film.segments.values_list("text", flat=True)) == ["定稿"]
    assert "初稿" not in film.captions.read().decode()
    assert film.jobs.filter(step="captions").count() == 1


def test_what_is_said_cannot_break_the_file() -> None:
    text = web_vtt([(0, 1_000, "先看 1 --> 2\n\n00:09 --> 00:10"), (1_000, 2_000, "再看")])
    assert [line for line in text.splitlines() if "-->" in line] == [
        "00:00:00.000 --> 00:00:01.000",
        "00:00:01.000 --> 00:00:02.000",
    ]
    assert text.count("\n\n") == 2


def test_derivations_leave_captions_alone(film: Material) -> None:
    attach_captions(actor=None, material=film, cues=[(0, 1_000, "同学们好")])
    derive(material_id=film.pk, again=True)
    assert list(film.segments.values_list("text", flat=True)) == ["同学们好"]
    assert film.jobs.get(step="captions").state == "done"
