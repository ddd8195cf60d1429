"""The whole city in order, each step under its progress bar."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from home.bootstrap import bootstrap_site
from home.demo.building import curricula, desks, groups, history, lessons, people, places, programmes, textbooks
from home.demo.building.site_plan import SitePlan
from home.demo.content import load_content

STEPS: tuple[Callable[[SitePlan], None], ...] = (
    places.build_places,
    people.build_people,
    textbooks.build_textbooks,
    textbooks.choose_textbooks,
    lessons.build_lessons,
    programmes.build_series,
    programmes.build_runs,
    groups.build_groups,
    groups.build_activities,
    curricula.build_curricula,
    history.build_history,
    desks.build_desks,
    people.publish_accounts,
)


def build_city(*, today: date, watch: Callable[[Iterable[Any], str], Iterable[Any]]) -> SitePlan:
    """Build everything as seen on ``today``; the accounts are published last, which marks the city as complete."""
    bootstrap_site()
    plan = SitePlan(today=today, content=load_content(today), watch=watch)
    for step in STEPS:
        step(plan)
    return plan
