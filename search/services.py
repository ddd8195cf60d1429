"""Writes of people: synonyms."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from search.models import Synonym

__all__ = ["remove_synonym", "save_synonym"]


@transaction.atomic
def save_synonym(*, actor: Any | None, words: str, subject: str = "", note: str = "") -> Synonym:
    """Words that mean the same, parted by spaces; the next query uses them. Raises ``Refusal`` with fewer than two."""
    parts = list(dict.fromkeys(words.split()))
    if len(parts) < 2:
        raise Refusal(_("至少写两个词，用空格分开。"), field="words")
    row, created = Synonym.objects.update_or_create(words=" ".join(parts), defaults={"subject": subject, "note": note})
    record_audit(actor=actor, action="synonym.create" if created else "synonym.change", target=row)
    return row


@transaction.atomic
def remove_synonym(*, actor: Any | None, synonym: Synonym) -> None:
    """Take a group of words out."""
    record_audit(actor=actor, action="synonym.remove", target=synonym, before={"words": synonym.words})
    synonym.delete()
