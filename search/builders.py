"""From lessons to documents: many at once, a fixed number of queries per batch. Other kinds: ``search.sources``."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from core.models import BasePage, DocumentVersion
from courses.models import LessonMaterial, LessonPage
from materials.constants import MaterialKind, SegmentKind, Visibility
from materials.models import TextSegment
from organizations.constants import OrganizationKind
from organizations.models import OrganizationClosure
from search.concepts import PlaceOf, concepts_of
from search.constants import Facet, Place
from search.documents import LESSON_NUMBER, PERIOD, LessonDocument, Numbers, Passage
from search.tokens import normalise
from taxonomy.constants import Term
from taxonomy.models import TextbookNode

OPEN = (Visibility.PUBLIC, Visibility.SIGNED_IN)
PARAGRAPH_END = re.compile(r"</(?:p|li|h\d|td)>", re.IGNORECASE)
PARAGRAPH_LEAST = 12  # characters; a shorter line is a heading or a label and belongs to what follows
TERM_WORDS = {Term.FIRST: "上册 第一学期", Term.SECOND: "下册 第二学期", Term.WHOLE: "全一册"}


def page_key(page_id: int) -> str:
    """The key of a page in index and outbox."""
    return f"page:{page_id}"


def open_lessons() -> Any:
    """Lessons that may stand in the index: live, open to the public or to everybody signed in, under no restriction."""
    return LessonPage.objects.live().filter(visibility__in=OPEN)


def restricted_paths() -> list[str]:
    """Tree paths under which nothing is public."""
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def is_open(page: LessonPage) -> bool:
    """Whether this page may stand in the index now (one query for the restrictions above it)."""
    if not page.live or page.visibility not in OPEN:
        return False
    return not any(page.path.startswith(path) for path in restricted_paths())


def build_lessons(page_ids: Iterable[int]) -> dict[int, LessonDocument]:
    """Documents of those pages that may be found; the others are missing from the answer. Twelve queries."""
    ids = list(page_ids)
    versions = _versions(ids)  # before the pages: content newer than its version is written again, older would stay
    restricted = restricted_paths()
    pages = [
        page
        for page in open_lessons()
        .with_place()
        .filter(pk__in=ids)
        .prefetch_related("authors__person", "moments", "materials__material")
        if not any(page.path.startswith(path) for path in restricted)
    ]
    parts = _Parts(pages, versions)
    with override("zh-hans"):
        return {page.pk: _document(page, parts) for page in pages}


def _versions(page_ids: list[int]) -> dict[int, int]:
    rows = DocumentVersion.objects.filter(key__in=[page_key(pk) for pk in page_ids])
    return {int(key.removeprefix("page:")): version for key, version in rows.values_list("key", "version")}


BUILDERS: dict[type[BasePage], Callable[[Iterable[int]], dict[int, LessonDocument]]] = {LessonPage: build_lessons}


def build(page_ids: Iterable[int]) -> dict[int, LessonDocument]:
    """Documents of those pages that are lessons (``sources.build`` takes keys of every kind)."""
    ids = list(page_ids)
    documents: dict[int, LessonDocument] = {}
    for builder in BUILDERS.values():
        documents |= builder(ids)
    return documents


class _Parts:
    """Everything a batch needs beside the pages themselves, fetched once."""

    def __init__(self, pages: list[LessonPage], versions: dict[int, int]) -> None:
        self.versions = versions
        ids = [page.pk for page in pages]
        self.segments: dict[int, list[TextSegment]] = defaultdict(list)
        materials = set(LessonMaterial.objects.filter(page__in=ids).values_list("material_id", flat=True))
        materials |= {page.video_id for page in pages if page.video_id}
        for segment in TextSegment.objects.filter(material__in=materials).order_by("material", "position"):
            self.segments[segment.material_id].append(segment)
        schools = {page.organization_id for page in pages}
        self.districts: dict[int, list[str]] = defaultdict(list)
        self.cities: dict[int, list[str]] = defaultdict(list)
        rows = OrganizationClosure.objects.on().filter(
            descendant__in=schools, ancestor__kind__in=[OrganizationKind.DISTRICT, OrganizationKind.CITY]
        )
        for school, kind, name in rows.values_list("descendant", "ancestor__kind", "ancestor__name"):
            (self.districts if kind == OrganizationKind.DISTRICT else self.cities)[school].append(name)
        self.points = {
            (volume, path): points
            for volume, path, points in TextbookNode.objects.filter(
                volume__in={page.volume_id for page in pages if page.volume_id}
            )
            .exclude(key_points=[])
            .values_list("volume", "path", "key_points")
        }

    def key_points(self, page: LessonPage) -> str:
        """Key points of the node and of the unit above it."""
        if not page.node:
            return ""
        steps = page.node.path.split(".")
        paths = [".".join(steps[:depth]) for depth in range(1, len(steps) + 1)]
        return "\n".join(str(point) for path in paths for point in self.points.get((page.volume_id, path), []))


def _document(page: LessonPage, parts: _Parts) -> LessonDocument:
    volume, node = page.volume, page.node
    labels = [each.label for each in (node, node.parent if node else None) if each]
    kinds = _kinds(page)
    district = " ".join(parts.districts.get(page.organization_id, []))
    organization = page.organization
    numbers = Numbers.read(title=page.title, labels=labels, period=page.period)
    return LessonDocument(
        key=page_key(page.pk),
        page_id=page.pk,
        code=page.code,
        version=parts.versions.get(page.pk, 0),
        title=page.title,
        source_id=page.source_id,
        unit="\n".join([*labels, page.topic.title] if page.topic else labels),
        key_points=parts.key_points(page),
        concepts=_concepts(page, numbers),
        place_words=_place_words(volume),
        school=organization.name,
        school_words=_school_words(organization, district),
        district=district,
        authors=" ".join(author.display_name for author in page.authors.all()),
        summary=page.summary,
        kinds_words=" ".join(str(MaterialKind(kind).label) for kind in kinds),
        facets=_facets(page, kinds),
        numbers=numbers,
        passages=list(_passages(page, parts)),
        volume_id=page.volume_id,
        node_path=node.path if node else "",
        order=_order(page),
        released=page.released_on.isoformat() if page.released_on else "",
        level=page.highest_level,
        public=page.visibility == Visibility.PUBLIC,
    )


def _concepts(page: LessonPage, numbers: Numbers) -> str:
    volume = page.volume
    if volume is None:
        return ""
    place = PlaceOf(volume.subject.code, str(volume.grade.number), str(volume.term), numbers.unit)
    title = PERIOD.sub("", LESSON_NUMBER.sub("", normalise(page.title)))
    return concepts_of(title, page.node.title if page.node else "", place)


def _school_words(organization: Any, district: str) -> str:
    names = [organization.name, organization.short_name, *organization.aliases, district]
    return " ".join(dict.fromkeys(filter(None, names)))


def _place_words(volume: Any) -> str:
    if volume is None:
        return ""
    names = (volume.stage.name, volume.subject.name, volume.grade.name, TERM_WORDS[volume.term], volume.edition.name)
    place = " ".join(names)
    english = " ".join(filter(None, (volume.subject.name_en, volume.grade.name_en)))
    return f"{place}\n{english}".strip()


def _kinds(page: LessonPage) -> list[str]:
    kinds = {row.material.kind for row in page.materials.all()}
    if page.video:
        kinds.add(page.video.kind)
    if page.plan:
        kinds.add(MaterialKind.LESSON_PLAN)
    return sorted(kinds - {MaterialKind.EVIDENCE})


def _facets(page: LessonPage, kinds: list[str]) -> dict[str, list[str]]:
    volume = page.volume
    place = {}
    if volume:
        place = {
            Facet.STAGE: volume.stage.code,
            Facet.SUBJECT: volume.subject.code,
            Facet.GRADE: volume.grade.code,
            Facet.EDITION: volume.edition.code,
            Facet.TERM: str(volume.term),
        }
    single = {**place, Facet.LESSON_TYPE: page.lesson_type, Facet.LEVEL: page.highest_level}
    facets = {str(facet): [str(value)] for facet, value in single.items() if value}
    return {**facets, str(Facet.SCHOOL): [str(page.organization_id)], str(Facet.KIND): kinds}


def _order(page: LessonPage) -> str:
    volume = page.volume
    if volume is None:
        return f"9|{page.topic_id or 0:08d}|{page.title[:20]}"
    place = f"{volume.subject.position:03d}{volume.grade.number:02d}{volume.term}{volume.edition.position:03d}"
    return f"{place}|{page.node.path if page.node else '~'}|{page.period or 0:02d}|{page.title[:12]}"


def _passages(page: LessonPage, parts: _Parts) -> Iterable[Passage]:
    if page.summary:
        yield Passage(Place.SUMMARY, "", "", page.summary)
    for at, block in enumerate(page.plan, start=1):
        where = f"{_('教学设计')} {block.value['heading'] or _('第%(n)d段') % {'n': at}}"
        for text in _paragraphs(str(block.value["text"])):
            yield Passage(Place.PLAN, where, f"#plan-{at}", text)
    for moment in page.moments.all():
        where = f"{_('视频')} {_clock(moment.second)}"
        text = " ".join(filter(None, (moment.text, moment.note)))
        yield Passage(Place.MOMENT, where, f"?t={moment.second}#video", text)
    shown = {row.material for row in page.materials.all()} | ({page.video} if page.video else set())
    for material in sorted(shown, key=lambda each: each.pk):
        if material.visibility not in OPEN:
            continue
        for segment in parts.segments.get(material.pk, []):
            yield _segment(page, material, segment)


def _paragraphs(html: str) -> Iterable[str]:
    """Paragraphs of rich text; list items stay with the paragraph that announces them only where they are short."""
    piece = ""
    for part in PARAGRAPH_END.split(html):
        text = " ".join(strip_tags(part).split())
        piece = f"{piece} {text}".strip()
        if len(piece) >= PARAGRAPH_LEAST:
            yield piece
            piece = ""
    if piece:
        yield piece


def _segment(page: LessonPage, material: Any, segment: TextSegment) -> Passage:
    """Opens at the second in the lesson's player, else at the page of the file's own page."""
    members = material.visibility == Visibility.SIGNED_IN
    file = f"materials/{material.public_id}/view/#p{segment.position}"
    if segment.kind == SegmentKind.CUE:
        second = (segment.start_ms or 0) // 1000
        anchor = f"?t={second}#video" if material.pk == page.video_id else file
        return Passage(Place.CUE, f"{_('视频')} {_clock(second)}", anchor, segment.text, members, material.pk)
    by_page = segment.kind in (SegmentKind.SLIDE, SegmentKind.PAGE)
    unit = (_("第%(n)d页") if by_page else _("第%(n)d段")) % {"n": segment.position}
    where = f"{MaterialKind(material.kind).label} {unit}"
    return Passage(segment.kind, where, file, segment.text, members, material.pk)


def _clock(seconds: int) -> str:
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
