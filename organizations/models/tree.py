"""The tree with dates: edges are what happened, closure rows answer "who belonged to whom on that day"."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.querysets import DatedQuerySet


class Dated(models.Model):
    """Something true from a day up to and including another (``until`` empty: still true)."""

    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class OrganizationEdge(Dated):
    """``child`` belongs to ``parent`` during the dates."""

    parent = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="child_edges")
    child = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="parent_edges")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="edge_dates_in_order"
            ),
            # One organization has one parent at a time: two parallel moves must not both stand.
            models.UniqueConstraint(fields=["child"], condition=models.Q(until=None), name="edge_one_open_parent"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("child")), name="edge_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.parent} → {self.child}"


class OrganizationClosure(Dated):
    """Derived from the edges by ``services.rebuild_closure``; every organization is its own descendant at depth 0."""

    ancestor = models.ForeignKey("Organization", on_delete=models.CASCADE, related_name="descendant_rows")
    descendant = models.ForeignKey("Organization", on_delete=models.CASCADE, related_name="ancestor_rows")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "descendant"], name="closure_down"),
            models.Index(fields=["descendant", "depth"], name="closure_up"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} ⊃ {self.descendant_id}"
