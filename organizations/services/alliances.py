"""School alliances and their members."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from organizations.constants import JoiningMode
from organizations.events import AllianceChanged
from organizations.models import Alliance, AllianceMember, Organization


@transaction.atomic
def form_alliance(
    *, actor: Any | None, name: str, head: Organization, since: date, until: date | None = None, summary: str = ""
) -> Alliance:
    """Form an alliance under its head school (总校); the head is no member row."""
    alliance = Alliance.objects.create(name=name, head=head, since=since, until=until, summary=summary)
    record_audit(
        actor=actor,
        action="alliance.form",
        target=alliance,
        organization_id=head.pk,
        after={"head": head.pk, "since": since, "until": until},
    )
    announce(AllianceChanged(alliance_id=alliance.pk))
    return alliance


@transaction.atomic
def add_alliance_member(
    *,
    actor: Any | None,
    alliance: Alliance,
    organization: Organization,
    mode: JoiningMode,
    since: date,
    until: date | None = None,
) -> AllianceMember:
    """Let a school join; refuses the head and a school that is a member already."""
    if organization.pk == alliance.head_id:
        raise Refusal(_("%(school)s是总校，不用再加为成员校。") % {"school": organization}, field="organization")
    try:
        with transaction.atomic():
            member = AllianceMember.objects.create(
                alliance=alliance, organization=organization, mode=mode, since=since, until=until
            )
    except IntegrityError as error:
        raise Refusal(
            _("%(school)s已经在%(alliance)s里。") % {"school": organization, "alliance": alliance},
            field="organization",
        ) from error
    record_audit(
        actor=actor,
        action="alliance.add_member",
        target=member,
        organization_id=organization.pk,
        after={"alliance": alliance.pk, "mode": mode, "since": since, "until": until},
    )
    announce(AllianceChanged(alliance_id=alliance.pk))
    return member
