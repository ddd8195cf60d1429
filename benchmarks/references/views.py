"""Three queries and 120 rows, printed by a plain Django template: as little as a database page can be."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.http import require_safe

from courses.models import LessonAuthor, LessonPage
from taxonomy.models import TextbookNode

ROWS = 120
PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ lesson.title }}</title><h1>{{ lesson.title }}</h1>"
    "<p>{% for author in authors %}{{ author.name }} {% endfor %}</p>"
    "<ul>{% for node in nodes %}<li>{{ node.number }} <b>{{ node.title }}</b> {{ node.position }}</li>{% endfor %}</ul>"
)


@require_safe
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """One lesson, its authors, 120 places of textbooks."""
    lesson = LessonPage.objects.get(code=code)
    authors = list(LessonAuthor.objects.filter(page=lesson))
    nodes = list(TextbookNode.objects.order_by("pk")[:ROWS])
    return HttpResponse(PAGE.render({"lesson": lesson, "authors": authors, "nodes": nodes}))
