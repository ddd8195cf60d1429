"""Lessons, series and curricula for tests, made by the services."""

from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from courses.models import LessonPage
from courses.services import create_lesson
from home.services import ensure_organization_page
from materials.models import Material
from materials.services import store_material
from taxonomy.constants import Scheme
from taxonomy.models import Edition, Grade, Subject, TextbookNode, Volume
from taxonomy.services import build_textbook_tree, ensure_volume
from tests.organizations.factories import OrganizationFactory

UNITS = [
    {"number": "第三单元", "title": "分数除法", "lessons": ["倒数的认识", "分数除以整数", "一个数除以分数"]},
    {"number": "第四单元", "title": "比", "lessons": ["比的意义"]},
]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def textbook(subject: str = "math", edition: str = "pep", grade: str = "g6", term: int = 1) -> Volume:
    """A volume with two units."""
    volume = ensure_volume(
        actor=None,
        subject=Subject.objects.get(code=subject),
        edition=Edition.objects.get(code=edition),
        grade=Grade.objects.get(code=grade),
        term=term,
        scheme=Scheme.SIX_THREE,
    )
    build_textbook_tree(actor=None, volume=volume, units=UNITS)
    return volume


def node(title: str, volume: Volume | None = None) -> TextbookNode:
    """A place of the volume by its title."""
    return TextbookNode.objects.get(volume=volume or textbook(), title=title)


class LessonFactory(DjangoModelFactory):
    """A public lesson on 一个数除以分数."""

    class Meta:
        model = LessonPage

    title = factory.Sequence(lambda number: f"一个数除以分数{number}")
    organization = factory.SubFactory(OrganizationFactory)
    node = factory.LazyFunction(lambda: node("一个数除以分数"))
    publish = True

    @classmethod
    def _create(cls, model_class: type[LessonPage], *args: Any, **kwargs: Any) -> LessonPage:
        parent = ensure_organization_page(organization=kwargs["organization"], actor=None)
        return create_lesson(parent_page=parent, **{"actor": None, **kwargs})


class MaterialFactory(DjangoModelFactory):
    """A small PDF."""

    class Meta:
        model = Material

    kind = "lesson_plan"
    filename = "设计.pdf"
    body = PDF

    @classmethod
    def _create(cls, model_class: type[Material], *args: Any, **kwargs: Any) -> Material:
        body = kwargs.pop("body")
        content = ContentFile(body, name=kwargs["filename"])
        return store_material(content=content, **{"actor": None, "derive_later": False, **kwargs})
