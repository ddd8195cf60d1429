"""When a page of results counts as a question: the first page, before anything is narrowed, re-ordered or turned over.

The catalogue and the page of all kinds answer the same question: who goes from one to the other asks once.
"""

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest

from core.events import announce
from search.events import SearchAsked
from search.queries import SearchResult

ANSWERS = ("/lessons/", "/search/")


def note_asked(request: HttpRequest, result: SearchResult) -> None:
    """Announce the question, for the figures of the desk and the person's own recent searches."""
    query = result.query
    narrowed = query.page > 1 or query.filters or query.ignore or "sort" in request.GET or "tab" in request.GET
    if query.text and not narrowed and request.method == "GET" and not _looks_again(request, query.text):
        person_id = request.user.pk if request.user.is_authenticated else None
        announce(SearchAsked(text=query.text, found=result.matched, person_id=person_id))


def _looks_again(request: HttpRequest, text: str) -> bool:
    """Whether the reader comes from another view of the same answer; browsers name our own pages in full."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path in ANSWERS and parse_qs(came.query).get("q", [""])[0].strip()[: len(text)] == text
