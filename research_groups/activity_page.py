"""What the page of an activity shows, to whom."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.slots import collect_items
from courses.cards import lesson_card
from courses.models import LessonPage
from research_groups.constants import OPEN_STATUSES, ActivityStatus, DueFrom
from research_groups.forms import DecisionForm
from research_groups.lists import STATUS_KINDS, date_and_time, product_states
from research_groups.models import Activity, Participation, Product
from research_groups.planning_forms import part_choices
from research_groups.policies import (
    can_decide_activity,
    can_hand_in,
    can_join,
    can_run_activity,
)
from research_groups.slots import items_of
from research_groups.standing import Standing


def activity_context(request: HttpRequest, activity: Activity, decision: DecisionForm | None = None) -> dict[str, Any]:
    """Template variables of one activity; ``decision`` is a refused form to show again."""
    user = request.user
    own = activity.participations.filter(person_id=user.pk).first() if user.is_authenticated else None
    decides = can_decide_activity(user, activity)
    lesson = LessonPage.objects.visible_to(user).with_place().filter(pk=activity.lesson_id).first()
    people = list(activity.participations.select_related("person", "organization").order_by("organization__name", "pk"))
    standing = Standing(user, activity) if user.is_authenticated else None
    seen = [one for one in people if standing is not None and standing.sees(one)]
    return {
        "activity": activity,
        "crumbs": [(_("教研活动"), "/activities/"), (activity.title, "")],
        "status_kind": STATUS_KINDS[ActivityStatus(activity.status)],
        "when": date_and_time(activity),
        "schools": [row.organization.label for row in activity.schools.select_related("organization")],
        "steps": steps_of(activity),
        "products": product_states(activity),
        "own": own,
        "own_products": own_products(activity, user) if own and can_hand_in(user, activity) else [],
        "leaves": own is not None and is_removable(activity, own),
        "can_join": can_join(user, activity),
        **desk_of(user, activity, people),
        "decision": (decision or DecisionForm()) if decides else None,
        "handed": handed_in(activity, standing) if standing is not None else [],
        "lesson": lesson_card(lesson) if lesson else None,
        "people_count": len(people),
        "handed_count": sum(1 for one in people if one.handed_in_at),
        "people": seen,
        "lineage": lineage_of(request, activity, lesson),
    }


def desk_of(user: Any, activity: Activity, people: list[Participation]) -> dict[str, Any]:
    """What whoever runs the activity has to do: the next step, the list, what keeps it from being sent."""
    runs_it, is_open = can_run_activity(user, activity), activity.status in OPEN_STATUSES
    awaited = [one for one in people if one.attended_at is None]
    return {
        "runs_it": runs_it,
        "is_open": is_open,
        "next_step": activity.steps.filter(done_at=None).first() if runs_it and is_open else None,
        "unnoted_count": len(awaited) if runs_it and activity.starts_at <= timezone.now() else 0,
        "attended_count": len(people) - len(awaited),
        "counted_count": sum(1 for one in people if one.attended_at and one.handed_in_at),
    }


def is_removable(activity: Activity, one: Participation) -> bool:
    """Whether the list can go on without this person: neither presence nor product hangs on it."""
    handed = Product.objects.filter(requirement__activity=activity, person_id=one.person_id)
    return activity.status in OPEN_STATUSES and one.attended_at is None and not handed.exists()


def people_rows(activity: Activity, user: Any) -> list[dict[str, Any]]:
    """The list as whoever runs the activity works on it: part, presence, what of the own products is missing."""
    authors = set(Product.objects.filter(requirement__activity=activity).values_list("person_id", flat=True))
    owed = list(activity.required_products.filter(due_from=DueFrom.EACH).prefetch_related("products").order_by("pk"))
    handed = {one.pk: {product.person_id for product in one.products.all()} for one in owed}
    rows = []
    for one in activity.participations.select_related("person", "organization").order_by("organization__name", "pk"):
        missing = [str(each.get_kind_display()) for each in owed if one.person_id not in handed[each.pk]]
        rows.append(
            {
                "one": one,
                "own": one.person_id == user.pk,
                "parts": part_choices(activity, one.role),
                "missing": _("、").join(missing),
                "removable": one.attended_at is None and one.person_id not in authors,
            }
        )
    return rows


def steps_of(activity: Activity) -> list[dict[str, str]]:
    """What ``<c-steps>`` takes; the first one not done is the current one."""
    steps = []
    found_current = False
    for step in activity.steps.all():
        state = "done" if step.done_at else ("" if found_current else "current")
        found_current = found_current or not step.done_at
        at = timezone.localtime(step.starts_at) if step.starts_at else None
        when = f"{date_format(at, 'MONTH_DAY_FORMAT')}{at:%H:%M}" if at else ""
        note = _("，").join(part for part in (when, step.place, step.note) if part)
        steps.append({"name": step.title, "note": note, "state": state})
    return steps


def own_products(activity: Activity, user: Any) -> list[dict[str, Any]]:
    """What this person may hand in: their own ones, and the common ones that are not in yet or theirs."""
    rows = []
    for requirement in activity.required_products.prefetch_related("products").order_by("pk"):
        handed = list(requirement.products.all())
        mine = next((product for product in handed if product.person_id == user.pk), None)
        if requirement.due_from == DueFrom.ACTIVITY and ((handed and mine is None) or not activity_is_open(activity)):
            continue
        rows.append({"requirement": requirement, "product": mine})
    return rows


def activity_is_open(activity: Activity) -> bool:
    """Whether common products may still change."""
    return activity.status in OPEN_STATUSES


def handed_in(activity: Activity, standing: Standing) -> list[dict[str, Any]]:
    """Products this reader may read, with their texts, and whether they may open the file."""
    products = Product.objects.filter(requirement__activity=activity).order_by("requirement", "handed_in_at")
    return [
        {
            "kind": product.requirement.get_kind_display(),
            "product": product,
            "opens": product.material is not None and standing.opens_file(product),
        }
        for product in products.select_related("requirement", "person", "material", "lesson")
        if standing.reads(product)
    ]


def lineage_of(request: HttpRequest, activity: Activity, lesson: LessonPage | None) -> list[dict[str, Any]]:
    """The connected record of the lesson, with this activity as its link."""
    if lesson is None:
        return []
    items = collect_items("lesson.lineage", request, [lesson]).get(lesson.pk, [])
    card = lesson_card(lesson)
    hours = [item for item in items if item["part"] == "hours"]
    own = {"part": "lesson", "name": card["title"], "url": card["url"], "note": card["meta"]}
    return [own, *items_of(activity), *hours]
