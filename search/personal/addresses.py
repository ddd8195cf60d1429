"""The conditions of a search as one address in a fixed order, and as words a person reads."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.constants import Facet
from search.forms import read_query
from search.labels import label_of, school_names
from search.queries import SearchQuery

NAME_LENGTH = 40


def address_of(data: QueryDict) -> str:
    """What of ``data`` decides which lessons are found, in one order; empty when nothing does."""
    query, place = read_query(data, members=True)
    parts: list[tuple[str, str]] = [("q", query.text)] if query.text else []
    parts += [
        (facet.value, value) for facet in Facet if facet in query.filters for value in sorted(query.filters[facet])
    ]
    if place is not None:
        parts.append(("node", place.code))
    if parts:
        parts += [("ignore", kind) for kind in sorted(query.ignore)]
    return urlencode(parts)


def query_of(address: str) -> SearchQuery:
    """The query of a kept address, as a signed-in reader asks it."""
    return read_query(QueryDict(address), members=True)[0]


def described(address: str) -> str:
    """“分数除法，六年级，数学”: the conditions in words, also the first proposal for a name."""
    query, place = read_query(QueryDict(address), members=True)
    schools = school_names(list(query.filters.get(Facet.SCHOOL, ())))
    parts = [query.text] if query.text else []
    for facet, values in query.filters.items():
        names = [schools.get(value, value) if facet == Facet.SCHOOL else label_of(facet, value) for value in values]
        parts.append(_("、").join(names))
    if place is not None:
        parts.append(str(place))
    return _("，").join(parts)
