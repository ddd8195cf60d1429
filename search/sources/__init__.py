"""Everything that is found. A kind is one ``Source`` here; the index, the drift check and the tabs follow from it.

A model with a public address stands either here or in ``NOT_INDEXED`` with a reason (system check ``search.E001``).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import override

from core.models import DocumentVersion
from search.builders import restricted_paths
from search.documents import LessonDocument
from search.sources.base import PAGE, Source
from search.sources.gatherings import ACTIVITIES, GROUPS
from search.sources.lessons import LESSONS
from search.sources.programmes import CURRICULA, SERIES
from search.sources.subjects import PEOPLE, TOPICS

SOURCES: tuple[Source, ...] = (LESSONS, SERIES, CURRICULA, GROUPS, ACTIVITIES, TOPICS, PEOPLE)
BY_KIND: dict[str, Source] = {source.kind.value: source for source in SOURCES}

NOT_INDEXED = {
    "courses.UnitPage": "a passage of its series, opened at the unit",
    "home.OrganizationPage": "found by the school facet",
}


def split(keys: Iterable[str]) -> dict[str, list[int]]:
    """Primary keys by prefix; what is no key is left out."""
    found: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        prefix, _, pk = key.partition(":")
        if pk.isdecimal():
            found[prefix].append(int(pk))
    return found


def build(keys: Iterable[str]) -> dict[str, LessonDocument]:
    """Documents of those keys that may be found, with their versions; the others are missing from the answer."""
    wanted = list(keys)
    # Before the rows: content newer than its version is written again, older would stay.
    versions = dict(DocumentVersion.objects.filter(key__in=wanted).values_list("key", "version"))
    parts = split(wanted)
    documents: dict[str, LessonDocument] = {}
    with override("zh-hans"):
        for source in SOURCES:
            for document in source.build(parts[source.prefix]) if parts.get(source.prefix) else ():
                documents[document.key] = replace(document, version=versions.get(document.key, 0))
    return documents


def open_keys() -> list[str]:
    """Keys of everything that may stand in the index now."""
    restricted = restricted_paths()
    keys: list[str] = []
    for source in SOURCES:
        rows = source.openly().order_by("pk")
        if source.prefix != PAGE:
            keys += [source.key(pk) for pk in rows.values_list("pk", flat=True)]
            continue
        for pk, path in rows.values_list("pk", "path"):
            if not any(path.startswith(each) for each in restricted):
                keys.append(source.key(pk))
    return keys


def is_open(source: Source, pk: int) -> bool:
    """Whether a row that is no lesson may stand in the index now."""
    return source.openly().filter(pk=pk).exists()
