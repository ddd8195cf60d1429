"""When a page of results counts as a question: the first page, before anything is narrowed or re-ordered."""

from django.http import HttpRequest

from core.events import announce
from search.events import SearchAsked
from search.queries import SearchResult


def note_asked(request: HttpRequest, result: SearchResult) -> None:
    """Announce the question, for the figures of the desk and the person's own recent searches."""
    query = result.query
    again = query.page > 1 or query.filters or query.ignore or "sort" in request.GET or request.method != "GET"
    if query.text and not again:
        person_id = request.user.pk if request.user.is_authenticated else None
        announce(SearchAsked(text=query.text, found=result.matched, person_id=person_id))
