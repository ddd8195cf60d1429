"""What the pages of groups show."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.cards import lesson_card
from courses.models import LessonPage
from organizations.querysets import home_organizations
from research_groups.constants import GroupRole, InvitationAnswer, ProductKind
from research_groups.lists import activity_rows
from research_groups.models import Activity, GroupInvitation, GroupMember, GroupReview, Product, ResearchGroup
from research_groups.policies import can_leave_group, can_review_group, can_run_group
from research_groups.querysets import past_school_year

ACTIVITIES = 12


def group_cards(groups: Iterable[ResearchGroup]) -> list[dict[str, Any]]:
    """Groups of a list with host and counts, in two further queries."""
    shown = list(groups)
    hosts = {
        row.group_id: row.person.name
        for row in GroupMember.objects.on().filter(group__in=shown, role=GroupRole.HOST).select_related("person")
    }
    counts = {
        row["pk"]: row
        for row in ResearchGroup.objects.filter(pk__in=[group.pk for group in shown])
        .annotate(
            people=Count("members", filter=Q(members__until=None), distinct=True),
            events=Count("activities", distinct=True),
        )
        .values("pk", "people", "events")
    }
    return [
        {
            "title": group.name,
            "url": group.get_absolute_url(),
            "kind": group.get_kind_display(),
            "subject": group.subject.name if group.subject else "",
            "subject_code": group.subject.family if group.subject else "",
            "organization": group.organization.label,
            "host": hosts.get(group.pk, ""),
            "people": counts[group.pk]["people"],
            "events": counts[group.pk]["events"],
            "aim": group.aim,
        }
        for group in shown
    ]


def group_lines(groups: Iterable[ResearchGroup]) -> list[dict[str, Any]]:
    """Cards with what who keeps groups looks for: the last review and the end of the term."""
    shown = list(groups)
    reviews: dict[int, GroupReview] = {}
    for review in GroupReview.objects.filter(group__in=shown).order_by("year"):
        reviews[review.group_id] = review
    due = {
        group.pk
        for group in ResearchGroup.objects.filter(pk__in=[one.pk for one in shown]).to_review(past_school_year())
    }
    return [
        {**card, "group": group, "review": reviews.get(group.pk), "review_due": group.pk in due}
        for card, group in zip(group_cards(shown), shown, strict=True)
    ]


def own_groups(user: Any) -> list[dict[str, Any]]:
    """The groups in which the person is today, those they host first, and those that ask for their answer."""
    if not user.is_authenticated:
        return []
    standing = ResearchGroup.objects.standing()
    asked = GroupInvitation.objects.filter(person=user, answer=InvitationAnswer.OPEN, group__in=standing)
    places = GroupMember.objects.on().filter(person=user, group__in=standing).select_related("group")
    return [
        *({"group": one.group, "role": _("邀请待答复"), "kind": "notice"} for one in asked.select_related("group")),
        *(
            {"group": one.group, "role": one.get_role_display(), "kind": "action" if one.role == GroupRole.HOST else ""}
            for one in sorted(places, key=lambda place: place.role != GroupRole.HOST)
        ),
    ]


def member_rows(group: ResearchGroup) -> list[dict[str, Any]]:
    """Everybody who ever was in the group, those in it today first, with their school of today."""
    today = timezone.localdate()
    rows = list(group.members.select_related("person").order_by("since", "pk"))
    schools = home_organizations([row.person_id for row in rows])
    ranks = [GroupRole.HOST, GroupRole.SECRETARY, GroupRole.MEMBER]
    lines = [
        {
            "member": row,
            "school": getattr(schools.get(row.person_id), "label", ""),
            "is_host": row.role == GroupRole.HOST,
            "present": not row.until or row.until >= today,
        }
        for row in rows
    ]
    return sorted(lines, key=lambda line: (not line["present"], ranks.index(line["member"].role)))


def group_context(user: Any, group: ResearchGroup) -> dict[str, Any]:
    """Template variables of one group."""
    today = timezone.localdate()
    members = list(group.members.select_related("person").order_by("role", "since", "pk"))
    schools = home_organizations([member.person_id for member in members])
    present = [member for member in members if member.since <= today and (not member.until or member.until >= today)]
    activities = Activity.objects.filter(group=group).with_names()
    lessons = LessonPage.objects.visible_to(user).with_place().filter(activities__group=group).distinct()
    host = next((member for member in present if member.role == GroupRole.HOST), None)
    own = next((member for member in present if member.person_id == user.pk), None)
    return {
        "group": group,
        "crumbs": [(_("工作室"), "/groups/"), (group.name, "")],
        "meta": [
            part
            for part in (
                str(group.get_kind_display()),
                f"{group.stage or ''}{group.subject or ''}",
                group.organization.label,
            )
            if part
        ],
        "host": {
            "name": host.person.name,
            "initial": host.person.initial,
            "school": str(schools.get(host.person_id, "")),
        }
        if host
        else None,
        "present": len(present),
        "term_chart": term_chart(group, members, schools, today),
        "coming": activity_rows(activities.coming()[:ACTIVITIES]),
        "past": with_products(list(activities.past()[:ACTIVITIES])),
        "lessons": [lesson_card(lesson) for lesson in lessons[:8]],
        "reviews": group.reviews.select_related("reviewer").order_by("-year"),
        "runs_it": can_run_group(user, group),
        "reviews_it": can_review_group(user, group),
        "own": own,
        "leaves": own is not None and can_leave_group(user, own),
        "invitation": invitation_of(user, group),
    }


def with_products(activities: list[Activity]) -> list[dict[str, Any]]:
    """Rows that say what came of each activity: how many products of which kind, in one further query."""
    handed: dict[int, list[str]] = {}
    counts = Product.objects.filter(requirement__activity__in=activities).order_by("requirement__kind")
    for activity_id, kind, count in counts.values_list("requirement__activity", "requirement__kind").annotate(
        count=Count("pk")
    ):
        said = _("%(what)s%(n)d份") % {"what": ProductKind(kind).label, "n": count}
        handed.setdefault(activity_id, []).append(said)
    return [
        {**row, "note": _("、").join(handed.get(one.pk, []))}
        for one, row in zip(activities, activity_rows(activities), strict=True)
    ]


def invitation_of(user: Any, group: ResearchGroup) -> GroupInvitation | None:
    """The open question to this reader."""
    if not user.is_authenticated or group.dissolved_on is not None:
        return None
    return group.invitations.filter(person=user, answer=InvitationAnswer.OPEN).select_related("invited_by").first()


def term_chart(
    group: ResearchGroup, members: list[GroupMember], schools: dict[int, Any], today: date
) -> dict[str, Any]:
    """Members over the term, in percent of the term, as ``<c-term-chart>`` takes it."""
    first, last = group.since, group.until or today
    days = max((last - first).days, 1)

    def at(day: date) -> float:
        return round(100 * min(max((day - first).days, 0), days) / days, 1)

    rows = []
    for member in members:
        end = min(member.until, last) if member.until else last
        rows.append(
            {
                "name": member.person.name,
                "url": "",
                "school": str(getattr(schools.get(member.person_id), "label", "")),
                "role": "host" if member.role == GroupRole.HOST else "member",
                "role_label": member.get_role_display(),
                "x": at(member.since),
                "width": max(at(end) - at(member.since), 1),
                "start": date_format(member.since, "SHORT_DATE_FORMAT"),
                "end": date_format(member.until, "SHORT_DATE_FORMAT") if member.until else _("至今"),
            }
        )
    years = range(first.year, last.year + 1)
    ticks = [
        (at(date(year, 9, 1)), _("%(year)d年9月") % {"year": year})
        for year in years
        if first <= date(year, 9, 1) <= last
    ]
    return {"today": at(today), "today_label": _("今天"), "ticks": ticks, "rows": rows}
