"""New organizations, and organizations that change their parent."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from organizations.constants import OrganizationKind
from organizations.events import OrganizationCreated, OrganizationMoved
from organizations.models import Organization, OrganizationClosure, OrganizationEdge
from organizations.services.closure import BEGINNING, ONE_DAY, earlier, rebuild_closure


@transaction.atomic
def create_organization(
    *,
    actor: Any | None,
    kind: OrganizationKind,
    name: str,
    parent: Organization | None = None,
    since: date | None = None,
    short_name: str = "",
    aliases: list[str] | None = None,
    administrative_code: str = "",
    external_id: str = "",
    municipality: bool = False,
    opened_on: date | None = None,
) -> Organization:
    """Create an organization below ``parent`` from ``since`` on (its founding day, or ever since, by default)."""
    organization = Organization.objects.create(
        kind=kind,
        name=name,
        short_name=short_name,
        aliases=aliases or [],
        administrative_code=administrative_code,
        external_id=external_id,
        municipality=municipality,
        opened_on=opened_on,
    )
    rows = [OrganizationClosure(ancestor=organization, descendant=organization, depth=0, since=BEGINNING)]
    if parent is not None:
        start = since or opened_on or BEGINNING
        OrganizationEdge.objects.create(parent=parent, child=organization, since=start)
        rows += [
            OrganizationClosure(
                ancestor_id=above.ancestor_id,
                descendant=organization,
                depth=above.depth + 1,
                since=max(start, above.since),
                until=above.until,
            )
            for above in parent.ancestor_rows.all()
            if earlier(above.until, start) == start
        ]
    OrganizationClosure.objects.bulk_create(rows)
    record_audit(
        actor=actor,
        action="organization.create",
        target=organization,
        organization_id=organization.pk,
        after={"kind": kind, "name": name, "parent": parent.pk if parent else None},
    )
    announce(OrganizationCreated(organization_id=organization.pk))
    return organization


@transaction.atomic
def move_organization(
    *, actor: Any | None, organization: Organization, parent: Organization, since: date, reason: str = ""
) -> OrganizationEdge:
    """Put ``organization`` below ``parent`` from ``since`` on; what was true before stays answerable.

    Refuses a move below itself and a day that is not after the beginning of the present place.
    """
    list(Organization.objects.select_for_update().filter(pk__in=[organization.pk, parent.pk]))
    if parent.pk == organization.pk or parent.ancestor_rows.on(since).filter(ancestor=organization).exists():
        raise Refusal(_("不能把单位移到它自己的下级单位里。"), field="parent")
    present = OrganizationEdge.objects.filter(child=organization, until=None).first()
    if present is not None:
        if present.since >= since:
            raise Refusal(
                _("现在的隶属关系从%(day)s开始，调整日期要在这一天之后。") % {"day": present.since.isoformat()},
                field="since",
            )
        present.until = since - ONE_DAY
        present.save(update_fields=["until"])
    edge = OrganizationEdge.objects.create(parent=parent, child=organization, since=since)
    below = OrganizationClosure.objects.filter(ancestor=organization).values_list("descendant_id", flat=True)
    rebuild_closure(organizations=set(below) | {organization.pk})
    record_audit(
        actor=actor,
        action="organization.move",
        target=organization,
        organization_id=organization.pk,
        reason=reason,
        before={"parent": present.parent_id if present else None},
        after={"parent": parent.pk, "since": since},
    )
    announce(OrganizationMoved(organization_id=organization.pk, parent_id=parent.pk, since=since.isoformat()))
    return edge
