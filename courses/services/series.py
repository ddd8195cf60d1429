"""Course series and their units."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from wagtail.models import Page

from courses.models import SeriesPage, UnitPage
from courses.services.pages import add_draft, publish_page


@transaction.atomic
def create_series(
    *, parent_page: Page, actor: Any | None, title: str, organization: Any, summary: str, **content: Any
) -> SeriesPage:
    """A new series as a draft; ``content`` takes the other fields of ``SeriesPage`` (subject, aims, minutes …)."""
    series = SeriesPage(title=title, organization=organization, summary=summary, **content)
    add_draft(parent_page=parent_page, page=series, actor=actor, action="series.create")
    return series


@transaction.atomic
def add_unit(
    *,
    series: SeriesPage,
    actor: Any | None,
    title: str,
    kind: str,
    questions: Iterable[Mapping[str, Any]] = (),
    **content: Any,
) -> UnitPage:
    """A unit at the end of the series, as a draft.

    ``questions`` is ``[{"question": …, "choices": [(text, correct), …], "explanation": …}, …]``; ``content`` takes the
    other fields of ``UnitPage``.
    """
    unit = UnitPage(title=title, kind=kind, **content)
    unit.quiz = json.dumps([{"type": "question", "value": _question(each)} for each in questions])
    series.refresh_from_db(fields=["numchild"])
    add_draft(parent_page=series, page=unit, actor=actor, action="unit.create")
    return unit


@transaction.atomic
def publish_series(*, series: SeriesPage, actor: Any | None) -> None:
    """Make the series and its units public as they stand in their latest revisions."""
    publish_page(page=series, actor=actor, action="series.publish")
    for unit in UnitPage.objects.child_of(series):
        if not unit.live or unit.has_unpublished_changes:
            publish_page(page=unit, actor=actor, action="unit.publish")


def _question(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "question": given["question"],
        "choices": [{"text": text, "correct": bool(correct)} for text, correct in given["choices"]],
        "explanation": given.get("explanation", ""),
    }
