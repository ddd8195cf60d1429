"""Kinds, roles and modes of organizations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """What an organization is."""

    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    BUREAU = "bureau", _("教委")
    INSTITUTE = "institute", _("教师进修学院")
    SCHOOL = "school", _("学校")
    PARTNER = "partner", _("合作机构")


PUBLISHING_KINDS = (
    OrganizationKind.DISTRICT,
    OrganizationKind.BUREAU,
    OrganizationKind.INSTITUTE,
    OrganizationKind.SCHOOL,
    OrganizationKind.PARTNER,
)


class Role(models.TextChoices):
    """What a person does in an organization; rights come from it and end with the membership."""

    TEACHER = "teacher", _("教师")
    TRAINING_ADMIN = "training_admin", _("研训管理员")
    LEADER = "leader", _("校长")
    HEAD_SCHOOL_ADMIN = "head_school_admin", _("教共体总校管理员")
    EDITOR = "editor", _("教研员")
    OFFICER = "officer", _("区教委")
    REVIEWER = "reviewer", _("评审")
    AUDITOR = "auditor", _("审计")
    OPERATOR = "operator", _("平台运维")


SCHOOL_LEADING_ROLES = (Role.LEADER, Role.TRAINING_ADMIN)
EDITING_ROLES = (Role.EDITOR, Role.TRAINING_ADMIN, Role.OFFICER)  # may write pages of their organization
STAFF_ROLES = (Role.TEACHER, Role.TRAINING_ADMIN, Role.LEADER)  # appear in the roster of a school


class MembershipKind(models.TextChoices):
    """Home decides rule set and ledger; host is an exchange (轮岗) at the same time."""

    HOME = "home", _("编制单位")
    HOST = "host", _("轮岗单位")


class LeaveKind(models.TextChoices):
    """Approved absences whose days do not count against a person."""

    MATERNITY = "maternity", _("产假")
    ILLNESS = "illness", _("病假")
    APPROVED_STUDY = "approved_study", _("脱产进修")
    PROBATION = "probation", _("试用期")


class JoiningMode(models.TextChoices):
    """How a school joined an alliance."""

    FOUNDED = "founded", _("新建直接举办")
    ENTRUSTED = "entrusted", _("冠名领办")
    GUIDED = "guided", _("品牌引领")
