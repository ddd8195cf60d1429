"""Persons come into being by roster or demo, and are anonymised, never deleted."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.constants import ANONYMOUS_NAME
from accounts.events import PersonAnonymised
from accounts.models import DemoAccount, Notice, TeacherProfile, User
from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit

PROFILE_BLANK: dict[str, Any] = {"staff_no": "", "birth_year": None, "findable": False}


@transaction.atomic
def create_person(
    *,
    actor: Any | None,
    username: str,
    name: str,
    password: str = "",
    password_hash: str = "",
    profile: dict[str, Any] | None = None,
) -> User:
    """Create a person and, with ``profile`` (fields of ``TeacherProfile``), what rules need to know about a teacher.

    Without a password nobody can sign in. ``password_hash`` is for batches: hashing takes a sixth of a second each.
    """
    hashed = password_hash or make_password(password or None)
    try:
        with transaction.atomic():
            # Wagtail's side bar greets by first name.
            person = User.objects.create(username=username, name=name, first_name=name, password=hashed)
    except IntegrityError as error:
        raise Refusal(_("账号%(username)s已经有人用了。") % {"username": username}, field="username") from error
    if profile is not None:
        TeacherProfile.objects.create(person=person, **profile)
    record_audit(actor=actor, action="person.create", target=person, after={"username": username})
    return person


@transaction.atomic
def anonymise_person(*, actor: Any, person: User, reason: str) -> User:
    """Take name, account and contact away and end every way to sign in; ids, hours and audit keep standing.

    Irreversible. The unread and read notices of the person lose their text: they quote names and hours.
    """
    person.name = ANONYMOUS_NAME
    person.username = f"anonymous-{person.public_id}"
    person.first_name = person.last_name = person.email = ""
    person.set_unusable_password()
    person.is_active = person.is_staff = False
    person.anonymised_at = timezone.now()
    person.save()
    TeacherProfile.objects.filter(person=person).update(**PROFILE_BLANK)
    Notice.objects.for_person(person).update(title=ANONYMOUS_NAME, body="", reason="", url="")
    DemoAccount.objects.filter(person=person).delete()
    record_audit(actor=actor, action="person.anonymise", target=person, reason=reason)
    announce(PersonAnonymised(person_id=person.pk))
    return person


@transaction.atomic
def set_findable(*, actor: Any | None, person: User, findable: bool) -> None:
    """Agree to be found by name, or take it back; nothing is written where it stands so already."""
    profile, _made = TeacherProfile.objects.select_for_update().get_or_create(person=person)
    if profile.findable == findable:
        return
    profile.findable = findable
    profile.save(update_fields=["findable"])
    record_audit(actor=actor, action="person.findable", target=person, after={"findable": findable})
