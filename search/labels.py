"""Names of facet values for people: the vocabulary by code, read once per process and change."""

import functools
from collections.abc import Callable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.constants import LessonType
from materials.constants import MaterialKind
from organizations.models import Organization
from search.constants import Facet
from search.lexicon import current
from search.tokens import normalise
from search.understanding import Slot
from taxonomy.constants import LEVEL_ORDER, Level, Term


def order_of(facet: Facet, code: str) -> int:
    """Where a value stands among the others of its facet."""
    if facet == Facet.LEVEL:
        return -LEVEL_ORDER.get(code, -1)
    terms = current().terms.get(str(facet.value), {})
    return terms[code].position if code in terms else 999


def label_of(facet: Facet, code: str) -> str:
    """The name of a value in the language of the reader; schools are read by ``school_names``."""
    fixed = _choices().get(facet, {})
    if code in fixed:
        return str(fixed[code])
    term = current().terms.get(str(facet.value), {}).get(code)
    if term is None:
        return code
    return term.english if term.english and (get_language() or "").startswith("en") else term.name


@functools.cache
def _choices() -> dict[Facet, dict[str, object]]:
    return {
        Facet.TERM: {str(value): label for value, label in Term.choices},
        Facet.LESSON_TYPE: dict(LessonType.choices),
        Facet.LEVEL: dict(Level.choices),
        Facet.KIND: dict(MaterialKind.choices),
    }


KEY_LENGTH = 19  # figures that every primary key of ours fits into

SLOT_NAMES: dict[str, Callable[[str], str]] = {
    "unit": lambda value: _("第%(n)s单元") % {"n": value},
    "module": lambda value: _("第%(n)s模块") % {"n": value},
    "lesson": lambda value: _("第%(n)s课") % {"n": value},
    "period": lambda value: _("第%(n)s课时") % {"n": value},
}


def slot_name(slot: Slot, schools: dict[str, str] | None = None) -> str:
    """An understood part as people read it; ``schools``: names by id."""
    value = slot.values[0]
    if slot.kind in SLOT_NAMES:
        return SLOT_NAMES[slot.kind](value)
    if slot.kind == "school":
        return (schools or {}).get(value, slot.text) if len(slot.values) == 1 else slot.text
    if slot.kind in Facet.values:
        return label_of(Facet(slot.kind), value)
    return value


def school_names(ids: list[str]) -> dict[str, str]:
    """Names of organizations, one query."""
    numbers = [int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < KEY_LENGTH]
    rows = Organization.objects.filter(pk__in=numbers) if numbers else ()
    return {str(row.pk): row.label for row in rows}


def resolve(facet: Facet, value: str) -> str:
    """A facet value as the engines know it: a code stays, a name in any usual spelling becomes its code."""
    if facet in _choices():
        names = {normalise(str(label)): code for code, label in _choices()[facet].items()}
        return names.get(normalise(value), value)
    terms = current().terms.get(str(facet.value), {})
    if value in terms:
        return value
    by_name = {normalise(term.name): code for code, term in terms.items()}
    if (code := by_name.get(normalise(value))) is not None:
        return code
    kind, code = current().words.get(normalise(value), ("", value))
    return code if kind == facet.value else value
