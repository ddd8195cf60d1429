"""The file itself."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materials.constants import VIDEO_KINDS, MaterialKind, Visibility
from materials.querysets import MaterialQuerySet


def protected_storage() -> Storage:
    """Where teaching files lie: never under a public address."""
    return storages["protected"]


def random_name(instance: "Material", filename: str) -> str:
    """A random path; the name a person gave is kept in ``original_name`` only."""
    suffix = filename.rsplit(".", 1)[-1].lower()[:8] if "." in filename else "bin"
    name = uuid.uuid4().hex
    return f"materials/{name[:2]}/{name}.{suffix}"


class Material(models.Model):
    """A teaching file. Its file is never replaced (revisions of pages hold its id): a new version is a new row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("类别"), max_length=20, choices=MaterialKind)
    title = models.CharField(_("标题"), max_length=120)
    file = models.FileField(_("文件"), storage=protected_storage, upload_to=random_name, max_length=200)
    original_name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(_("格式"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    sha256 = models.CharField(max_length=64, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="materials"
    )
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="materials"
    )
    visibility = models.CharField(_("谁能看"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    licence = models.CharField(_("许可"), max_length=80, blank=True)
    consent = models.CharField(_("肖像与授权说明"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now)

    # derived
    duration_ms = models.PositiveIntegerField(_("时长（毫秒）"), null=True, blank=True)
    page_count = models.PositiveIntegerField(_("页数"), null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    poster = models.FileField(storage=protected_storage, upload_to="posters/", max_length=200, blank=True)
    captions = models.FileField(storage=protected_storage, upload_to="captions/", max_length=200, blank=True)
    preview = models.FileField(storage=protected_storage, upload_to="previews/", max_length=200, blank=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("材料")
        verbose_name_plural = _("材料")
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="material_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_video(self) -> bool:
        """Whether it is watched rather than read."""
        return self.kind in VIDEO_KINDS
