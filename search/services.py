"""Writes of people about words: synonyms."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from search.models import Synonym
from search.tokens import normalise
from taxonomy.models import Subject

__all__ = ["remove_synonym", "save_synonym"]

SHORTEST = 2  # characters: one alone stands in every text
LONGEST = 20
MOST_WORDS = 8
BETWEEN = re.compile(r"[\s,，、;；/]+")


@transaction.atomic
def save_synonym(
    *,
    actor: Any | None,
    words: str,
    subject: str = "",
    note: str = "",
    active: bool = True,
    synonym: Synonym | None = None,
) -> Synonym:
    """Words that mean the same, parted by spaces or commas; the next query uses them.

    ``subject`` is the code of the one subject they hold for. With ``synonym`` that row is changed. Raises ``Refusal``
    naming ``words`` or ``subject``.
    """
    parts = _checked_words(words)
    if subject and not Subject.objects.filter(code=subject).exists():
        raise Refusal(_("没有这个学科。"), field="subject")
    row = synonym or Synonym()
    wanted = {normalise(part) for part in parts}
    for other in Synonym.objects.exclude(pk=row.pk):
        if {normalise(word) for word in other.words.split()} == wanted:
            raise Refusal(_("这组词已经有了：%(words)s。") % {"words": other.words}, field="words")
    before = _fields(row) if row.pk else {}
    row.words, row.subject, row.note, row.active = " ".join(parts), subject, note.strip(), active
    row.save()
    action = "synonym.change" if before else "synonym.create"
    record_audit(actor=actor, action=action, target=row, before=before, after=_fields(row))
    return row


@transaction.atomic
def remove_synonym(*, actor: Any | None, synonym: Synonym) -> None:
    """Take a group of words out."""
    record_audit(actor=actor, action="synonym.remove", target=synonym, before=_fields(synonym))
    synonym.delete()


def _checked_words(words: str) -> list[str]:
    parts = list(dict.fromkeys(part for part in BETWEEN.split(words) if part))
    if len(parts) < 2:
        raise Refusal(_("至少写两个词，用空格分开。"), field="words")
    if len(parts) > MOST_WORDS:
        raise Refusal(_("一组最多%(most)d个词，多的另写一组。") % {"most": MOST_WORDS}, field="words")
    for part in parts:
        if len(part) < SHORTEST:
            raise Refusal(_("“%(word)s”只有一个字，会匹配到几乎所有课，请写完整的词。") % {"word": part}, field="words")
        if len(part) > LONGEST:
            raise Refusal(
                _("“%(word)s…”太长，一个词最多%(most)d个字。") % {"word": part[:8], "most": LONGEST}, field="words"
            )
    return parts


def _fields(row: Synonym) -> dict[str, Any]:
    return {"words": row.words, "subject": row.subject, "note": row.note, "active": row.active}
