"""A small world on a live server: two districts, one showcase lesson with its files, one series with a run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from courses.models import LessonPage
from materials.services import attach_captions, derive
from organizations.constants import Role
from tests.courses.conftest import protected_files  # noqa: F401 - the shared fixture
from tests.courses.factories import LessonFactory, MaterialFactory, node
from tests.materials.factories import docx, stored, video
from tests.organizations.factories import MembershipFactory
from tests.search.factories import index_all
from tests.training.conftest import MODEL_BACKEND, Place, build_place


@dataclass
class World:
    """What the journeys meet."""

    near: Place
    far: Place
    editor: Any  # of the near institute
    lesson: LessonPage
    film: Any


@pytest.fixture
def world(site: str, protected_files: Path, tmp_path: Path, settings: Any) -> World:  # noqa: F811
    """See the module's docstring; everything is committed and findable."""
    settings.SEARCH_MEANING = False
    near, far = build_place("沙坪坝区", "cq"), build_place("秦淮区", "js")
    film = stored(video(tmp_path, seconds=4), "微课.webm", "micro_video", organization=near.school)
    derive(material_id=film.pk)
    film.refresh_from_db()
    attach_captions(actor=None, material=film, cues=[(0, 2_000, "同学们好"), (2_000, 3_500, "倒过来乘")])
    plan = stored(docx("学习目标", "说清颠倒相乘的道理"), "教学设计.docx", "lesson_plan", organization=near.school)
    derive(material_id=plan.pk)
    lesson = LessonFactory(
        title="一个数除以分数",
        organization=near.school,
        node=node("一个数除以分数"),
        summary="从操作到算理",
        authors=[{"name": "唐婧"}],
        video=film,
        materials=[plan, MaterialFactory(kind="task_sheet", filename="学习任务单.pdf", organization=near.school)],
    )
    index_all()
    return World(
        near=near,
        far=far,
        editor=MembershipFactory(organization=near.institute, role=Role.EDITOR).person,
        lesson=lesson,
        film=film,
    )


@pytest.fixture
def page_of(new_page: Callable[..., Any], site: str) -> Callable[..., Any]:
    """``page_of(person)`` → a page in a browser profile where the person is signed in."""

    def open_page(person: Any, **options: Any) -> Any:
        client = Client()
        client.force_login(person, backend=MODEL_BACKEND)
        page = new_page(**options)
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
        return page

    return open_page
