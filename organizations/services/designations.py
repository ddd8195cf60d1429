"""Titles that organizations hold (授牌)."""

from datetime import date
from typing import Any

from django.db import transaction

from core.events import announce
from core.services import record_audit
from organizations.events import DesignationAwarded
from organizations.models import Designation, Organization


@transaction.atomic
def award_designation(
    *,
    actor: Any | None,
    title: str,
    holder: Organization,
    issuer: Organization,
    since: date,
    until: date | None = None,
    document_number: str = "",
) -> Designation:
    """Award a title such as 基地学校 for a time."""
    designation = Designation.objects.create(
        title=title, holder=holder, issuer=issuer, since=since, until=until, document_number=document_number
    )
    record_audit(
        actor=actor,
        action="designation.award",
        target=designation,
        organization_id=holder.pk,
        after={"title": title, "issuer": issuer.pk, "since": since, "until": until, "document": document_number},
    )
    announce(DesignationAwarded(designation_id=designation.pk, holder_id=holder.pk))
    return designation
