"""The editor's service for lessons, used by imports, the demo city and whatever else is not the editor itself."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.exceptions import Refusal
from courses.models import LessonAuthor, LessonLevelStep, LessonMaterial, LessonMoment, LessonPage
from courses.services.pages import add_draft, add_live, audit_page, publish_page, unpublish_page

CONTENT_FIELDS = (
    "title",
    "organization",
    "volume",
    "node",
    "topic",
    "lesson_type",
    "period",
    "summary",
    "video",
    "visibility",
    "licence",
    "consent",
    "released_on",
    "source",
    "source_id",
    "source_url",
)


@transaction.atomic
def create_lesson(
    *,
    parent_page: Page,
    actor: Any | None,
    title: str,
    organization: Any,
    plan: Iterable[tuple[str, Mapping[str, str]]] = (),
    materials: Iterable[Any] = (),
    authors: Iterable[Mapping[str, Any]] = (),
    level_steps: Iterable[Mapping[str, Any]] = (),
    moments: Iterable[Mapping[str, Any]] = (),
    publish: bool = False,
    index_references: bool = False,
    **content: Any,
) -> LessonPage:
    """A new lesson below the organization's page, as a draft or, with ``publish``, live at once.

    ``plan`` is ``[(section, {"heading": …, "text": html}), …]`` in the names of ``LessonPlanStreamBlock``;
    ``authors`` ``[{"person" or "name", "role"}]``; ``level_steps`` ``[{"level", "on", "issuer"}]``; ``moments``
    ``[{"second", "text", "note"}]``; ``content`` takes the other names of ``CONTENT_FIELDS``. Raises ``Refusal``
    where the lesson stands nowhere. ``index_references``: see ``add_live``.
    """
    lesson = LessonPage(title=title, organization=organization, **_known(content))
    _check_place(lesson)
    lesson.plan = stream_json(plan)
    set_children(lesson, "materials", [LessonMaterial(material=material) for material in materials])
    set_children(lesson, "authors", [LessonAuthor(**author) for author in authors])
    set_children(lesson, "level_steps", [LessonLevelStep(**step) for step in level_steps])
    set_children(lesson, "moments", [LessonMoment(**moment) for moment in moments])
    stand: dict[str, Any] = {"parent_page": parent_page, "page": lesson, "actor": actor, "action": "lesson.create"}
    if publish:
        add_live(**stand, index_references=index_references)
    else:
        add_draft(**stand)
    return lesson


@transaction.atomic
def revise_lesson(
    *,
    lesson: LessonPage,
    actor: Any | None,
    publish: bool = False,
    plan: Iterable[tuple[str, Mapping[str, str]]] | None = None,
    materials: Iterable[Any] | None = None,
    authors: Iterable[Mapping[str, Any]] | None = None,
    level_steps: Iterable[Mapping[str, Any]] | None = None,
    moments: Iterable[Mapping[str, Any]] | None = None,
    **content: Any,
) -> list[str]:
    """Change what is given, as a new revision on top of the latest draft; returns the names that really changed.

    Without a change no revision is written. Only fields of ``CONTENT_FIELDS`` and the lists of ``create_lesson``.
    """
    draft = lesson.get_latest_revision_as_object()
    changed = [name for name, value in _known(content).items() if _apply(draft, name, value)]
    _check_place(draft)
    if plan is not None:
        before = draft.plan.get_prep_value()
        draft.plan = stream_json(plan)
        changed += ["plan"] if _bare(before) != _bare(draft.plan.get_prep_value()) else []
    lists: list[tuple[str, list[Any] | None]] = [
        ("materials", None if materials is None else [LessonMaterial(material=each) for each in materials]),
        ("authors", None if authors is None else [LessonAuthor(**each) for each in authors]),
        ("level_steps", None if level_steps is None else [LessonLevelStep(**each) for each in level_steps]),
        ("moments", None if moments is None else [LessonMoment(**each) for each in moments]),
    ]
    changed += [name for name, rows in lists if rows is not None and _replace_children(draft, name, rows)]
    if not changed:
        return []
    revision = draft.save_revision(user=actor, log_action=True)
    audit_page(page=lesson, actor=actor, action="lesson.revise", after={"changed": changed})
    if publish:
        revision.publish(user=actor, skip_permission_checks=True)
    lesson.refresh_from_db()
    return changed


def publish_lesson(*, lesson: LessonPage, actor: Any | None) -> None:
    """Make the latest revision public."""
    publish_page(page=lesson, actor=actor, action="lesson.publish")


def unpublish_lesson(*, lesson: LessonPage, actor: Any | None, reason: str = "") -> None:
    """Take a lesson out; it is kept, with its revisions and materials."""
    unpublish_page(page=lesson, actor=actor, action="lesson.unpublish", reason=reason)


def stream_json(sections: Iterable[tuple[str, Any]]) -> str:
    """The stored form of a stream value."""
    return json.dumps([{"type": name, "value": dict(value)} for name, value in sections])


def set_children(page: Any, name: str, rows: list[Any]) -> None:
    """Put ``rows`` into a child relation in their order."""
    for position, row in enumerate(rows):
        row.sort_order = position
    if rows or page.pk:
        setattr(page, name, rows)


def _known(content: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(content) - set(CONTENT_FIELDS)
    if unknown:
        raise TypeError(f"unknown lesson fields: {', '.join(sorted(unknown))}")
    return dict(content)


def _check_place(lesson: LessonPage) -> None:
    try:
        lesson.clean()
    except ValidationError as error:
        raise Refusal(_("请选择教材位置或专题。"), field="node") from error


def _apply(draft: LessonPage, name: str, value: Any) -> bool:
    field = draft._meta.get_field(name)
    attribute = field.attname if field.is_relation else name
    wanted = getattr(value, "pk", value) if field.is_relation else value
    if getattr(draft, attribute) == wanted:
        return False
    setattr(draft, name, value)
    return True


def _row_values(row: Any) -> dict[str, Any]:
    skipped = {"id", "page", "sort_order"}
    return {field.name: getattr(row, field.attname) for field in row._meta.fields if field.name not in skipped}


def _replace_children(draft: LessonPage, name: str, rows: list[Any]) -> bool:
    present = sorted(getattr(draft, name).all(), key=lambda row: row.sort_order or 0)
    if [_row_values(row) for row in present] == [_row_values(row) for row in rows]:
        return False
    set_children(draft, name, rows)
    return True


def _bare(stream: list[dict[str, Any]]) -> list[Any]:
    return [(child["type"], child["value"]) for child in stream]
