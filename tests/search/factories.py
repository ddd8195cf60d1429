"""A small library of lessons, built through the pages themselves: what is saved goes through the outbox."""

from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Site

from core.services import drain
from courses.models import LessonAuthor, LessonLevelStep, LessonMaterial, LessonMoment, LessonPage
from home.models import HomePage, OrganizationPage
from materials.constants import MaterialKind, SegmentKind, Visibility
from materials.models import Material, TextSegment
from organizations.models import Organization
from search import lexicon, meaning, statistics
from search.constants import CONSUMER_INDEX, CONSUMER_SERVER
from search.engines import choice
from taxonomy.models import Edition, Grade, Stage, Subject, TextbookNode, Volume

GRADES = "一二三四五六七八九"


def home_page() -> HomePage:
    """The home page, as the bootstrap leaves it."""
    found = HomePage.objects.first()
    if found:
        return found
    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="首页", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home


def volume(*, subject: str = "数学", grade: int = 6, term: int = 1, edition: str = "人教版") -> Volume:
    """A volume with its vocabulary."""
    codes = {"数学": ("math", "Mathematics"), "语文": ("chinese", "Chinese"), "英语": ("english", "English")}
    editions = {"人教版": "pep", "统编版": "unified"}
    code, english = codes[subject]
    parts = {
        "stage": Stage.objects.get_or_create(code="primary", defaults={"name": "小学"})[0],
        "subject": Subject.objects.get_or_create(
            code=code, defaults={"name": subject, "name_en": english, "family": code}
        )[0],
        "edition": Edition.objects.get_or_create(code=editions[edition], defaults={"name": edition})[0],
        "grade": Grade.objects.get_or_create(
            number=grade, defaults={"code": f"g{grade}", "name": f"{GRADES[grade - 1]}年级", "position": grade}
        )[0],
    }
    return Volume.objects.get_or_create(scheme="63", revision="", term=term, **parts)[0]


def node(*, number: int = 3, title: str = "分数除法", **place: Any) -> TextbookNode:
    """A unit of a volume."""
    book = volume(**place)
    label = f"第{GRADES[number - 1]}单元"
    return TextbookNode.objects.get_or_create(
        volume=book, position=number, path=f"{number:03d}", defaults={"kind": "unit", "number": label, "title": title}
    )[0]


def school(name: str = "青木小学") -> tuple[Organization, OrganizationPage]:
    """A school with its page."""
    organization = Organization.objects.get_or_create(kind="school", name=name)[0]
    page = OrganizationPage.objects.filter(organization=organization).first()
    return organization, page or home_page().add_child(instance=OrganizationPage(title=name, organization=organization))


def lesson(
    title: str = "一个数除以分数",
    *,
    place: TextbookNode | None = None,
    at: str = "青木小学",
    plan: str = "",
    authors: tuple[str, ...] = (),
    level: str = "",
    moments: tuple[tuple[int, str], ...] = (),
    materials: tuple[Material, ...] = (),
    live: bool = True,
    **fields: Any,
) -> LessonPage:
    """A lesson below its school."""
    organization, parent = school(at)
    page = LessonPage(
        title=title,
        organization=organization,
        node=place or node(),
        live=live,
        first_published_at=timezone.now() if live else None,
        released_on=fields.pop("released_on", date(2026, 9, 1)),
        **fields,
    )
    page.authors = [LessonAuthor(name=name) for name in authors]
    page.moments = [LessonMoment(second=second, text=text) for second, text in moments]
    page.materials = [LessonMaterial(material=each) for each in materials]
    if level:
        page.level_steps = [LessonLevelStep(level=level, on=date(2026, 5, 1))]
        page.highest_level = level
    if plan:
        page.plan = [("process", {"heading": "教学过程", "text": plan})]
    page.ensure_code()
    page.volume = page.node.volume
    return parent.add_child(instance=page)


def slides(text: str, *, visibility: str = Visibility.PUBLIC) -> Material:
    """A slide file with one slide of text."""
    material = Material.objects.create(
        kind=MaterialKind.SLIDES,
        title="课件",
        file="materials/x.pptx",
        original_name="x.pptx",
        content_type="application/vnd.ms-powerpoint",
        size=1,
        sha256="0" * 64,
        visibility=visibility,
    )
    TextSegment.objects.create(material=material, kind=SegmentKind.SLIDE, position=6, text=text)
    return material


def index_all() -> None:
    """Let the index consumers handle everything that waits; findable at once, on the server engine too."""
    for consumer in (CONSUMER_INDEX, CONSUMER_SERVER):
        drain(limit=10_000, consumer=consumer)
    if (server := choice.server()) is not None and server.ping() and server.exists():
        server.refresh()
    fresh_caches()


def forget_server_index() -> None:
    """Delete every index of this test's prefix."""
    server = choice.server()
    assert server is not None
    for name in server.writer.indices.get(index=f"{server.alias}-*"):
        server.writer.indices.delete(index=name)


def fresh_caches() -> None:
    """Forget what a process keeps for seconds."""
    statistics.forget()
    lexicon.forget()
    meaning.forget()
