"""Writes of one reader about the own searches."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from search.constants import RECENT_KEPT, SAVED_LIMIT
from search.personal.addresses import NAME_LENGTH
from search.personal.models import RecentSearch, SavedSearch, SearchHabit

__all__ = [
    "change_saved_search",
    "clear_recent",
    "drop_person",
    "note_recent",
    "remove_saved_search",
    "save_search",
    "set_recent_kept",
]


@transaction.atomic
def note_recent(*, actor_id: int, text: str) -> None:
    """Remember a query of a person, unless the person switched that off. Not audited: it is a convenience, no act."""
    text = " ".join(text.split())
    if not text or SearchHabit.objects.filter(person_id=actor_id, keeps_recent=False).exists():
        return
    RecentSearch.objects.update_or_create(person_id=actor_id, text=text, defaults={"asked_at": timezone.now()})
    kept = RecentSearch.objects.filter(person_id=actor_id).values_list("pk", flat=True)[:RECENT_KEPT]
    RecentSearch.objects.filter(person_id=actor_id).exclude(pk__in=list(kept)).delete()


@transaction.atomic
def clear_recent(*, actor: Any) -> int:
    """Forget every recent query; returns how many there were."""
    number, _tables = RecentSearch.objects.filter(person=actor).delete()
    return number


@transaction.atomic
def set_recent_kept(*, actor: Any, kept: bool) -> None:
    """Switch remembering on or off; switching it off forgets what there is."""
    SearchHabit.objects.update_or_create(person=actor, defaults={"keeps_recent": kept})
    if not kept:
        clear_recent(actor=actor)
    record_audit(actor=actor, action="search.recent_kept", target=actor, after={"kept": kept})


@transaction.atomic
def save_search(*, actor: Any, name: str, address: str, alerts: bool = True) -> SavedSearch:
    """Keep a search under a name. Raises ``Refusal`` naming ``name``, or no field when it is kept already."""
    name = _checked_name(name)
    if not address:
        raise Refusal(_("先写一个查询或选一个条件，再保存。"))
    known = SavedSearch.objects.filter(person=actor, address=address).first()
    if known:
        raise Refusal(_("同样的条件已保存为“%(name)s”。") % {"name": known.name})
    if SavedSearch.objects.filter(person=actor).count() >= SAVED_LIMIT:
        raise Refusal(_("最多保存%(most)d个检索，请先删去不用的。") % {"most": SAVED_LIMIT})
    saved = SavedSearch.objects.create(person=actor, name=name, address=address, alerts=alerts)
    record_audit(actor=actor, action="search.save", target=saved, after={"address": address, "alerts": alerts})
    return saved


@transaction.atomic
def change_saved_search(*, actor: Any, search: SavedSearch, name: str, alerts: bool) -> SavedSearch:
    """Rename a saved search, switch its notices on or off. Raises ``Refusal`` naming ``name``."""
    before = {"name": search.name, "alerts": search.alerts}
    search.name, search.alerts = _checked_name(name), alerts
    search.save(update_fields=["name", "alerts"])
    record_audit(
        actor=actor, action="search.change", target=search, before=before, after={"name": name, "alerts": alerts}
    )
    return search


@transaction.atomic
def remove_saved_search(*, actor: Any, search: SavedSearch) -> None:
    """Delete a saved search and with it its notices to come."""
    record_audit(actor=actor, action="search.remove", target=search, before={"address": search.address})
    search.delete()


@transaction.atomic
def drop_person(*, person_id: int) -> None:
    """Delete everything of a person who was anonymised."""
    for model in (RecentSearch, SavedSearch, SearchHabit):
        model.objects.filter(person_id=person_id).delete()


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal(_("写一个名称。"), field="name")
    if len(name) > NAME_LENGTH:
        raise Refusal(_("名称最多%(most)d个字。") % {"most": NAME_LENGTH}, field="name")
    return name
