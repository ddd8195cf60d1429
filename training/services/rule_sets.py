"""Loading rule sets from their files and assigning them to districts."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from training.events import RuleSetAssigned
from training.models import RuleSetAssignment, RuleSetVersion
from training.rule_book import rule_book


@dataclass
class LoadReport:
    """Versions (``set@version``) by what happened to them."""

    created: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def load_rule_sets(*, actor: Any | None = None) -> LoadReport:
    """Keep the shipped files as versions; a second run changes nothing.

    Refuses a file whose text differs from the kept version of the same id: a published number changes only by a new
    version, or an old year could no longer be judged as it was.
    """
    report = LoadReport()
    kept = {(row.set_key, row.version_id): row.sha256 for row in RuleSetVersion.objects.all()}
    for shipped in rule_book().versions():
        name = shipped.reference
        digest = hashlib.sha256(shipped.text.encode()).hexdigest()
        known = kept.get((shipped.set, shipped.version))
        if known == digest:
            report.unchanged.append(name)
            continue
        if known is not None:
            raise Refusal(_("“%(name)s”已经载入过，内容不同。改动请另起一个版本号。") % {"name": name})
        row = RuleSetVersion.objects.create(
            set_key=shipped.set,
            version_id=shipped.version,
            name=shipped.name.zh,
            document_number=shipped.document.get("number", ""),
            issuer=shipped.document.get("issuer", ""),
            effective_from=shipped.effective_from,
            text=shipped.text,
            sha256=digest,
        )
        record_audit(actor=actor, action="rule_set.loaded", target=row, after={"sha256": digest})
        report.created.append(name)
    return report


@transaction.atomic
def assign_rule_set(*, actor: Any | None, organization: Any, set_key: str, since: date) -> RuleSetAssignment:
    """Put ``organization`` and what is below it under ``set_key`` from ``since`` on; the former ends the day before.

    Repeating the assignment in force changes nothing. Refuses an unknown set and a day before the present assignment.
    """
    if not RuleSetVersion.objects.filter(set_key=set_key).exists():
        raise Refusal(_("没有“%(key)s”这套办法。") % {"key": set_key}, field="set_key")
    present = RuleSetAssignment.objects.filter(organization=organization, until=None).first()
    if present is not None:
        if present.set_key == set_key:
            return present
        if since <= present.since:
            raise Refusal(
                _("现行办法从%(day)s起，新办法要晚于这一天。") % {"day": present.since.isoformat()}, field="since"
            )
        present.until = since - timedelta(days=1)
        present.save(update_fields=["until"])
    row = RuleSetAssignment.objects.create(organization=organization, set_key=set_key, since=since)
    record_audit(
        actor=actor,
        action="rule_set.assigned",
        target=row,
        organization_id=organization.pk,
        before={"set_key": present.set_key} if present else {},
        after={"set_key": set_key, "since": since},
    )
    announce(RuleSetAssigned(organization_id=organization.pk, set_key=set_key))
    return row
