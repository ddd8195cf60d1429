"""Walking the textbooks: choose one, see its tree with counts, read the lessons of a place."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_safe

from core import access
from courses.cards import lesson_card
from courses.models import LessonPage
from courses.textbook_view import Surroundings, crumbs_of, textbook_url, units_of
from taxonomy.models import TextbookNode, Volume

PER_PAGE = 24
SELECTS = (  # query parameter, label, attribute of a volume
    ("subject", gettext_noop("学科"), "subject"),
    ("grade", gettext_noop("年级"), "grade"),
    ("edition", gettext_noop("版本"), "edition"),
)


@access.public
@require_safe
def textbooks(request: HttpRequest) -> HttpResponse:
    """The picker: 学科 → 年级 → 版本, then the volumes that fit."""
    every = list(
        Volume.objects.with_names().order_by("subject__position", "grade__number", "term", "edition__position")
    )
    chosen = {name: request.GET.get(name, "") for name, _label, _attribute in SELECTS}
    selects, left = [], every
    for name, label, attribute in SELECTS:
        options = list(dict.fromkeys((getattr(v, attribute).code, getattr(v, attribute).label) for v in left))
        selects.append({"name": name, "label": _(label), "options": [("", _("全部")), *options], "value": chosen[name]})
        if chosen[name]:
            left = [volume for volume in left if getattr(volume, attribute).code == chosen[name]]
    counts = _counts(request.user)
    context = {
        "selects": selects,
        "subjects": _by_subject(left, counts),
        "count": len(left),
        "is_narrowed": any(chosen.values()),
    }
    return render(request, "courses/textbooks.html", context)


@access.public
@require_safe
def textbook(request: HttpRequest, code: str) -> HttpResponse:
    """A volume with its whole tree, or one place in it with its lessons."""
    node = TextbookNode.objects.with_names().filter(code=code).first()
    volume = node.volume if node else Volume.objects.with_names().filter(code=code).first()
    if volume is None:
        raise Http404
    lessons = LessonPage.objects.visible_to(request.user).with_place().with_authors()
    lessons = lessons.within(node) if node else lessons.filter(volume=volume)
    page = Paginator(lessons.order_by("node__path", "period", "title", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    unit = (node.parent or node) if node else None
    around = Surroundings.of(request.user, node, volume) if node else None
    context: dict[str, Any] = {
        "volume": volume,
        "node": node,
        "title": node.label if node else volume.title,
        "crumbs": _crumbs(node, volume),
        "page": page,
        "cards": [lesson_card(lesson, with_author=True) for lesson in page.object_list],
        "neighbours": around.neighbours if around else {},
        "tree": around.tree if around else [],
        "unit_label": unit.label if unit else "",
        "units": [] if node else units_of(request.user, volume),
        "search_url": f"/lessons/?node={node.code}" if node else "",
    }
    return render(request, "courses/textbook.html", context)


def _crumbs(node: TextbookNode | None, volume: Volume) -> list[tuple[str, str]]:
    crumbs = [(_("教材目录"), reverse("courses:textbooks")), *crumbs_of(node, volume)]
    if node is not None and node.parent is not None:
        crumbs.append((node.label, ""))
    return crumbs


def _counts(user: Any) -> dict[int, int]:
    volumes = LessonPage.objects.visible_to(user).exclude(volume=None).order_by().values_list("volume_id", "pk")
    counts: dict[int, int] = {}
    for volume_id, _pk in volumes:
        counts[volume_id] = counts.get(volume_id, 0) + 1
    return counts


def _by_subject(volumes: list[Volume], counts: dict[int, int]) -> list[dict[str, Any]]:
    subjects: dict[int, dict[str, Any]] = {}
    for volume in volumes:
        row = subjects.setdefault(volume.subject_id, {"name": volume.subject.label, "volumes": []})
        count = counts.get(volume.pk, 0)
        row["volumes"].append(
            {
                "label": f"{volume.edition.label} {volume.label}",
                "url": textbook_url(volume.code),
                "count": ngettext("%(n)d节课例", "%(n)d节课例", count) % {"n": count} if count else _("还没有课例"),
            }
        )
    return list(subjects.values())
