"""Lessons with their files; the files are made in other processes while this one writes to the database."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from django.core.files.base import ContentFile
from django.utils.html import escape

from courses.services import create_lesson
from home.demo.building.site_plan import SitePlan
from home.demo.files import HEIGHT, WIDTH, MadeFile, make_files
from home.demo.lesson_shapes import Lesson
from materials.constants import MaterialKind
from materials.services import KnownParts, adopt_parts, attach_captions, store_material

PROCESSES = 2


def build_lessons(plan: SitePlan) -> None:
    """Every lesson, published by the school's own author."""
    lessons = plan.content.lessons
    # Spawned, not forked: a child must not inherit the database connection.
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        made = pool.map(make_files, lessons, chunksize=2)
        for lesson in plan.progress(lessons, "课例"):
            files, video = next(made)
            build_lesson(plan, lesson, files, video)


def build_lesson(plan: SitePlan, lesson: Lesson, files: list[MadeFile], video: bytes) -> None:
    """One lesson."""
    author = plan.people[lesson.authors[0].person]
    school = plan.organizations[lesson.organization]
    common: dict[str, Any] = {
        "actor": author,
        "organization": school,
        "licence": lesson.licence,
        "consent": lesson.consent,
        "derive_later": False,
    }
    film = store_material(
        content=ContentFile(video),
        filename=f"{lesson.title}.mp4",
        kind=MaterialKind.MICRO_VIDEO,
        title=lesson.title,
        visibility=lesson.visibility,
        **common,
    )
    # No still of the video: the drawn cover of the subject is the nicer picture.
    adopt_parts(material=film, parts=KnownParts(duration_ms=lesson.duration * 1000, size=(WIDTH, HEIGHT)))
    cues = [(int(cue.start * 1000), int(cue.end * 1000), cue.text) for cue in lesson.cues]
    attach_captions(actor=author, material=film, cues=cues)
    materials = []
    for one in files:
        material = store_material(
            content=ContentFile(one.data),
            filename=one.name,
            kind=one.kind,
            visibility=lesson.visibility,
            **common,
        )
        materials.append(adopt_parts(material=material, parts=KnownParts(segments=one.segments, pages=one.pages)))
    page = create_lesson(
        parent_page=school.page,
        actor=author,
        title=lesson.title,
        organization=school,
        node=plan.nodes[lesson.node],
        plan=plan_sections(lesson),
        materials=materials,
        video=film,
        authors=[{"person": plan.people[one.person], "role": one.role} for one in lesson.authors],
        level_steps=[{"level": one.level, "on": one.on, "issuer": one.issuer} for one in lesson.levels],
        moments=[{"second": one.second, "text": one.text, "note": one.note} for one in lesson.moments],
        lesson_type=lesson.type,
        period=lesson.period,
        summary=lesson.summary[:200],
        visibility=lesson.visibility,
        licence=lesson.licence,
        consent=lesson.consent,
        released_on=lesson.released_on,
        publish=True,
    )
    plan.lessons[lesson.key] = page
    plan.lesson_at.setdefault(lesson.node, page)


def plan_sections(lesson: Lesson) -> list[tuple[str, dict[str, str]]]:
    """The teaching design as the page shows it."""
    sections = [
        ("key_question", "本课要解决的一个问题", _paragraphs(lesson.question)),
        ("aims", "学习目标", _list(lesson.aims)),
        ("key_points", "重点与难点", _paragraphs(lesson.key_points, lesson.hard_points)),
        *(("process", step.title, _paragraphs(step.text)) for step in lesson.process),
        ("mistakes", "常见错例与回应", _paragraphs(*(f"{one.title}。回应：{one.text}" for one in lesson.mistakes))),
        ("board", "板书设计", _paragraphs(lesson.board)),
        ("homework", "作业设计", _list(lesson.homework)),
    ]
    if lesson.reflection:
        sections.append(("reflection", "教学反思", _paragraphs(lesson.reflection)))
    return [(kind, {"heading": heading, "text": text}) for kind, heading, text in sections]


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def _list(texts: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
