"""What is derived from a file, and how far that work is."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materials.constants import DerivationStep, JobState, SegmentKind


class TextSegment(models.Model):
    """A paragraph, slide, page or caption cue with its place in the file."""

    material = models.ForeignKey("Material", on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=10, choices=SegmentKind)
    position = models.PositiveIntegerField(help_text=_("段、页或字幕的序号，从1起"))
    start_ms = models.PositiveIntegerField(null=True, blank=True)
    end_ms = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["material", "position"]
        constraints = [
            # A step that runs twice must not double the text.
            models.UniqueConstraint(fields=["material", "kind", "position"], name="segment_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class DerivationJob(models.Model):
    """One derivation step of one material: a status that people can see and retry."""

    material = models.ForeignKey("Material", on_delete=models.CASCADE, related_name="jobs")
    step = models.CharField(max_length=10, choices=DerivationStep)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(_("进度（%）"), default=0)
    reason = models.TextField(_("原因"), blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "step"], name="derivation_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.state}"
