"""What lies on people's desks: kept lessons and searches, a pinned answer, the queries of the day."""

from courses.models import LessonPage
from courses.services import save_lesson
from home.demo.building.site_plan import SitePlan
from search.desk.services import count_click, count_search, pin_lesson
from search.personal.services import save_search


def build_desks(plan: SitePlan) -> None:
    """Everything in ``desks.yaml``, through the services that readers and editors use."""
    desks = plan.content.desks
    for kept in desks.saved_lessons:
        for title in kept.lessons:
            save_lesson(actor=plan.people[kept.person], lesson=_lesson(title))
    for search in desks.saved_searches:
        save_search(actor=plan.people[search.person], name=search.name, address=search.address)
    for pin in desks.pins:
        pin_lesson(actor=plan.people[pin.person], words=pin.words, lesson=_lesson(pin.lesson))
    for query in plan.progress(desks.searches, "搜索"):
        for _time in range(query.asked):
            count_search(actor=None, text=query.words, found=int(query.found))
        if query.opened:
            count_click(actor=None, text=query.words, code=_lesson(query.opened).code)


def _lesson(title: str) -> LessonPage:
    """The public lesson of that title that was released first."""
    return LessonPage.objects.live().filter(title=title).order_by("pk")[0]
