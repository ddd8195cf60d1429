"""Products: what is required, and what was handed in."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from research_groups.constants import DueFrom, ProductKind


class RequiredProduct(models.Model):
    """A product an activity owes, once or from each participant."""

    activity = models.ForeignKey("Activity", on_delete=models.CASCADE, related_name="required_products")
    kind = models.CharField(_("产出"), max_length=12, choices=ProductKind)
    due_from = models.CharField(_("谁交"), max_length=8, choices=DueFrom)
    due_on = models.DateField(_("截止"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "kind"], name="required_product_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Product(models.Model):
    """Something handed in: a text, a material or a lesson."""

    requirement = models.ForeignKey(RequiredProduct, on_delete=models.PROTECT, related_name="products")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="products")
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("正文"), blank=True)
    material = models.ForeignKey(
        "materials.Material", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_at = models.DateTimeField(_("上交时间"), default=timezone.now)

    class Meta:
        ordering = ["handed_in_at"]
        constraints = [
            # A double click must not count two reflections.
            models.UniqueConstraint(fields=["requirement", "person"], name="product_once_per_person"),
        ]

    def __str__(self) -> str:
        return self.title
