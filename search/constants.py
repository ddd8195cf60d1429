"""Names and limits of the search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

DOCUMENT_CHANGED = "document_changed"  # outbox topic of what is found and is no page
CONSUMER_INDEX = "search.index"
CONSUMER_SERVER = "search.server"
CONSUMER_VECTORS = "search.vectors"

QUERY_LENGTH = 400  # characters; a sentence of a teaching plan fits, a pasted page does not
PAGE_SIZE = 20
PAGE_SIZE_LIMIT = 100
DEEPEST_HIT = 10_000  # both engines stop here; nobody reads on, and deeper offsets only cost
CANDIDATES = 200  # hits that the one ranking function scores; past them the engine's own order serves
TERMS_LIMIT = 24  # tokens sent to an engine; the rarest win, they decide the answer anyway
ENGINE_SECONDS = 0.8  # deadline of the server engine on one request; the substitute answers within the second


class Kind(models.TextChoices):
    """What is found, in the order of the tabs. Each has a source (``search.sources``)."""

    LESSON = "lesson", _("课例")
    SERIES = "series", _("课程")
    CURRICULUM = "curriculum", _("学校课程")
    GROUP = "group", _("研修组")
    ACTIVITY = "activity", _("活动")
    TOPIC = "topic", _("专题")
    PERSON = "person", _("教师")


class Facet(models.TextChoices):
    """What a result can be narrowed by, in the order of the page."""

    STAGE = "stage", _("学段")
    SUBJECT = "subject", _("学科")
    GRADE = "grade", _("年级")
    EDITION = "edition", _("版本")
    TERM = "term", _("册次")
    LESSON_TYPE = "type", _("课型")
    LEVEL = "level", _("入选级别（达到及以上）")
    KIND = "kind", _("含有材料")
    SCHOOL = "school", _("学校")


class Sort(models.TextChoices):
    """Orders of a result."""

    RELEVANCE = "relevance", _("最相关")
    PLACE = "place", _("教材顺序")
    RELEASED = "released", _("最近发布")


class Place(models.TextChoices):
    """Where inside a lesson a passage stands."""

    SUMMARY = "summary", _("一句话介绍")
    PLAN = "plan", _("教学设计")
    PARAGRAPH = "paragraph", _("段落")
    SLIDE = "slide", _("课件页")
    PAGE = "page", _("页")
    CUE = "cue", _("字幕")
    MOMENT = "moment", _("教学片段")
    UNIT = "unit", _("单元")
    BODY = "body", _("正文")


INSIDE = (Place.PLAN, Place.PARAGRAPH, Place.SLIDE, Place.PAGE, Place.CUE, Place.MOMENT)  # what 教学片段 lists


WORDS_LENGTH = 40  # characters of a query that statistics and pins keep; nobody repeats a longer one
QUERY_LOG_DAYS = 90  # days that the query log is kept
RECENT_KEPT = 10
SAVED_LIMIT = 20  # per person; each is asked for every batch of new lessons
PINS_PER_QUERY = 3


class JobKind(models.TextChoices):
    """Long work on an index."""

    REBUILD = "rebuild", _("重建索引")
    HEAL = "heal", _("核对并修复")
    CHECK = "check", _("核对")


class JobState(models.TextChoices):
    """As ``<c-job-status>`` prints it."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")
