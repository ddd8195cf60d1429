"""What each kind of activity brings with it, in words: its parts, steps and required products."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from research_groups.constants import (
    REQUIRED_PRODUCTS,
    ROLE_TEMPLATES,
    STEP_TEMPLATES,
    ActivityKind,
    DueFrom,
)


@dataclass(frozen=True)
class ActivityTemplate:
    """One kind as a page shows it: ``parts``, ``steps`` and ``products`` are sentences without a full stop."""

    value: str
    label: str
    parts: str
    steps: str
    products: str


def template_of(kind: str) -> ActivityTemplate:
    """The template of ``kind``."""
    products = [
        _("每人一份%(what)s") % {"what": product.label} if due_from == DueFrom.EACH else str(product.label)
        for product, due_from in REQUIRED_PRODUCTS[kind]
    ]
    listed = _("、")
    return ActivityTemplate(
        value=kind,
        label=str(ActivityKind(kind).label),
        parts=listed.join(str(part) for part in ROLE_TEMPLATES[kind]),
        steps=" → ".join(str(step) for step in STEP_TEMPLATES[kind]),
        products=listed.join(products),
    )


def templates() -> list[ActivityTemplate]:
    """All of them, the four of the field first."""
    return [template_of(kind) for kind in ActivityKind.values]
