"""Which products an activity owes: those of its template, and what was agreed on besides."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core.exceptions import Refusal
from research_groups.constants import REQUIRED_PRODUCTS, DueFrom, ProductKind
from research_groups.models import Activity, RequiredProduct


def require_products(activity: Activity, extra: Iterable[str], due_on: date | None) -> None:
    """Set up what is due by ``due_on``; ``extra`` kinds are owed once by the activity. In the caller's transaction.

    Refuses to drop an extra one that somebody has handed in; those of the template never go.
    """
    template = dict(REQUIRED_PRODUCTS[activity.kind])
    wanted = template | {ProductKind(kind): DueFrom.ACTIVITY for kind in extra if kind not in template}
    for left_out in activity.required_products.exclude(kind__in=wanted):
        if left_out.products.exists():
            said = _("%(what)s已有人上交，不能去掉。") % {"what": left_out.get_kind_display()}
            raise Refusal(said, field="extra_products")
        left_out.delete()
    there = set(activity.required_products.values_list("kind", flat=True))
    RequiredProduct.objects.bulk_create(
        RequiredProduct(activity=activity, kind=kind, due_from=due_from)
        for kind, due_from in wanted.items()
        if kind not in there
    )
    activity.required_products.update(due_on=due_on)
