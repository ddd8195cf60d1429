"""Tables of the search: everything here but ``Synonym`` can be deleted and built again.

What readers, editors and operators keep stands in ``personal.models`` and ``desk.models``.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexedDocument(models.Model):
    """One document of the database engine, and the card that the ranking function reads for both engines.

    ``version`` is the external version (``core.DocumentVersion``): an older write never replaces a newer one. The token
    columns are searched by FTS5 or tsvector (``schema``), the facet columns are counted.
    """

    key = models.CharField(max_length=60, unique=True)
    page_id = models.BigIntegerField(db_index=True, help_text="primary key of what the document is about")
    entity = models.CharField(max_length=10, default="lesson")
    version = models.PositiveBigIntegerField()
    public = models.BooleanField(default=True)
    stage = models.CharField(max_length=30, blank=True)
    subject = models.CharField(max_length=30, blank=True)
    grade = models.CharField(max_length=30, blank=True)
    edition = models.CharField(max_length=30, blank=True)
    term = models.CharField(max_length=2, blank=True)
    type = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=160, blank=True, help_text="codes between bars: |slides|exercise|")
    school = models.CharField(max_length=20, blank=True)
    unit_number = models.PositiveSmallIntegerField(null=True, blank=True)
    volume_id = models.BigIntegerField(null=True, blank=True)
    node_path = models.CharField(max_length=60, blank=True)
    order = models.CharField(max_length=80, blank=True)
    released = models.CharField(max_length=10, blank=True)
    card = models.JSONField(default=dict)
    passages = models.JSONField(default=list)
    title_tokens = models.TextField(blank=True)
    card_tokens = models.TextField(blank=True)
    text_tokens = models.TextField(blank=True)
    members_tokens = models.TextField(blank=True)
    sounds_tokens = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "grade", "term"], name="indexed_by_place"),
            models.Index(fields=["volume_id", "node_path"], name="indexed_by_node"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class WithdrawnDocument(models.Model):
    """A document that left the public but may still stand in Elasticsearch: every query leaves it out.

    Written in the transaction that withdraws the page, deleted when the engine has confirmed. So neither hits nor
    counts show it while the index is stale.
    """

    key = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key


class IndexStatistics(models.Model):
    """How often each token occurs, for weights. One row per generation, the newest is in force."""

    documents = models.PositiveIntegerField()
    data = models.JSONField()
    built_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"{self.documents}"


class TextVector(models.Model):
    """The vector of a text, kept by the hash of text and model: unchanged text is never embedded again."""

    digest = models.CharField(max_length=64, primary_key=True)
    vector = models.BinaryField(help_text="float16, little endian, unit length")

    def __str__(self) -> str:
        return self.digest[:12]


class DocumentVector(models.Model):
    """Which vectors belong to a document: ``card`` (title with its place) and ``title`` alone."""

    key = models.CharField(max_length=60, primary_key=True)
    card = models.ForeignKey(TextVector, on_delete=models.PROTECT, related_name="+")
    title = models.ForeignKey(TextVector, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.key


class Synonym(models.Model):
    """Words that mean the same to a teacher (应用题, 解决问题). Editable; the next query uses it."""

    words = models.CharField(_("同义词"), max_length=200, help_text=_("用空格分开，如“应用题 解决问题”"), unique=True)
    subject = models.CharField(_("学科代码"), max_length=30, blank=True, help_text=_("空：各学科都用"))
    note = models.CharField(_("说明"), max_length=120, blank=True)
    active = models.BooleanField(_("启用"), default=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("同义词")
        verbose_name_plural = _("同义词")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


# Django reads the tables of an app from here.
from search.desk.models import IndexJob, PinnedAnswer, QueryClick, QueryCount  # noqa: E402, F401
from search.personal.models import (  # noqa: E402, F401
    ConsideredLesson,
    RecentSearch,
    SavedSearch,
    SavedSearchMatch,
    SearchHabit,
)
