"""Fixed vocabularies of the curriculum."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheme(models.TextChoices):
    """学制: where grade 6 belongs to primary or to junior secondary."""

    SIX_THREE = "63", _("六三学制")
    FIVE_FOUR = "54", _("五四学制")


class Term(models.IntegerChoices):
    """册次 within a grade."""

    FIRST = 1, _("上册")
    SECOND = 2, _("下册")
    WHOLE = 3, _("全一册")


class NodeKind(models.TextChoices):
    """Levels below a volume."""

    UNIT = "unit", _("单元")
    LESSON = "lesson", _("课")


class Level(models.TextChoices):
    """Levels of recognition in rising order; which steps exist is data of the place (直辖市 has no province)."""

    SCHOOL = "school", _("校级")
    AREA = "area", _("片区级")
    DISTRICT = "district", _("区县级")
    CITY = "city", _("市级")
    PROVINCE = "province", _("省级")
    NATIONAL = "national", _("部级")


LEVEL_ORDER = {level: position for position, level in enumerate(Level.values)}


class AliasKind(models.TextChoices):
    """What an alias stands for."""

    STAGE = "stage", _("学段")
    SUBJECT = "subject", _("学科")
    GRADE = "grade", _("年级")
    EDITION = "edition", _("版本")
    TERM = "term", _("册次")


UNIT_WORDS = ("单元", "章", "模块", "组")  # what the parts of a volume are called

PRIMARY_GRADES = {Scheme.SIX_THREE: 6, Scheme.FIVE_FOUR: 5}  # the last grade of primary school
JUNIOR_GRADES = 9


def stage_code(*, scheme: str, grade: int) -> str:
    """学段 of a grade: grade 6 is primary under 六三, junior under 五四."""
    if grade <= PRIMARY_GRADES[Scheme(scheme)]:
        return "primary"
    return "junior" if grade <= JUNIOR_GRADES else "senior"
