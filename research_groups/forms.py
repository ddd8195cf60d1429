"""Parsing of what people send about groups and activities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import LessonPage
from materials.constants import MaterialKind
from materials.formats import ALLOWED
from research_groups.constants import ActivityKind, ActivityStatus, GroupKind, ProductKind
from research_groups.models import RequiredProduct
from research_groups.querysets import ActivityQuerySet, GroupQuerySet, past_school_year
from taxonomy.constants import LEVEL_ORDER, Level
from taxonomy.models import Subject

MATERIAL_KINDS: dict[str, MaterialKind] = {
    ProductKind.PLAN: MaterialKind.LESSON_PLAN,
    ProductKind.RECORDING: MaterialKind.CLASS_RECORDING,
}
WITH_LESSON = (ProductKind.PLAN, ProductKind.RECORDING, ProductKind.LESSON)


class LessonField(forms.CharField):
    """A lesson by its address or code, when ``user`` may read it; set ``user`` before the form is asked."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> LessonPage | None:
        """The lesson, ``None`` for nothing."""
        given = str(super().clean(value)).strip().rstrip("/")
        if not given:
            return None
        found = LessonPage.objects.visible_to(self.user).filter(code=given.rsplit("/", 1)[-1]).first()
        if found is None:
            raise forms.ValidationError(_("没有找到这个课例，请从课例页复制网址。"))
        return found


class GroupFilter(forms.Form):
    """Filters of the list of groups."""

    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部类别")), *GroupKind.choices])
    subject = forms.ModelChoiceField(
        label=_("学科"),
        required=False,
        queryset=Subject.objects.order_by("position"),
        to_field_name="code",
        empty_label=_("全部学科"),
    )

    def narrow(self, groups: GroupQuerySet) -> GroupQuerySet:
        """The groups that are asked for."""
        given = chosen(self)
        if given.get("kind"):
            groups = groups.filter(kind=given["kind"])
        if given.get("subject"):
            groups = groups.filter(subject=given["subject"])
        return groups


class ActivityFilter(forms.Form):
    """Filters of the list of activities."""

    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[("", _("全部类型")), *ActivityKind.choices])
    when = forms.ChoiceField(
        label=_("时间"), required=False, choices=[("coming", _("将要举行和正在进行")), ("past", _("已经结束"))]
    )

    def narrow(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        """Coming ones unless the past ones are asked for."""
        given = chosen(self)
        activities = activities.past() if given.get("when") == "past" else activities.coming()
        return activities.filter(kind=given["kind"]) if given.get("kind") else activities


class KeptGroupFilter(GroupFilter):
    """Filters of an organization's own list: those that are still to be reviewed, and those that have ended."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("任期内")), ("review", _("待年度考核")), ("ended", _("已结束或解散"))],
    )

    def narrow(self, groups: GroupQuerySet) -> GroupQuerySet:
        """Standing ones unless the ended ones are asked for."""
        groups = super().narrow(groups)
        state = chosen(self).get("state")
        if state == "ended":
            return groups.ended()
        return groups.to_review(past_school_year()) if state == "review" else groups.standing()


class KeptActivityFilter(forms.Form):
    """Filters of an organization's own list of activities, by where they stand."""

    status = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部状态")), *ActivityStatus.choices])
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[("", _("全部类型")), *ActivityKind.choices])

    def narrow(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        """Latest first."""
        wanted = {name: value for name, value in chosen(self).items() if value}
        return activities.filter(**wanted).order_by("-starts_at", "-pk")


def chosen(form: forms.Form) -> dict[str, Any]:
    """What a filter was given; what it does not know is as if nothing was asked."""
    return form.cleaned_data if form.is_bound and form.is_valid() else {}


class ProductForm(forms.Form):
    """A product: a text, a file of the kind it needs, or a lesson of the platform."""

    title = forms.CharField(label=_("标题"), max_length=120, required=False)
    text = forms.CharField(
        label=_("正文"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    file = forms.FileField(label=_("文件"), required=False, help_text=_("Word或PDF，不超过100 MB"))
    lesson = LessonField(label=_("平台上的课例"), required=False, help_text=_("已经发布的，粘贴课例的网址"))

    def __init__(self, *args: Any, requirement: RequiredProduct, user: Any, kept: Any | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.requirement, self.kept = requirement, kept
        file = self.fields["file"]
        if self.material_kind == MaterialKind.CLASS_RECORDING:
            file.help_text = _("MP4或WebM，不超过2 GB；参加的老师和认定的单位能看，别人不能")
        file.widget.attrs["accept"] = ",".join(f".{suffix}" for suffix in ALLOWED[self.material_kind])
        if requirement.kind in WITH_LESSON:
            self.fields["lesson"].user = user  # type: ignore[attr-defined]
        else:
            del self.fields["lesson"]

    def clean(self) -> dict[str, Any]:
        """Something must be there, or have been there before."""
        given = super().clean() or {}
        before = self.kept is not None and (self.kept.material_id or self.kept.lesson_id)
        if self.errors or before or given.get("text", "").strip() or given.get("file") or given.get("lesson"):
            return given
        self.add_error("text", _("请写正文或选一个文件。"))
        return given

    @property
    def material_kind(self) -> MaterialKind:
        """As which kind of material a file is kept."""
        return MATERIAL_KINDS.get(self.requirement.kind, MaterialKind.STUDY_GUIDE)


class DecisionForm(forms.Form):
    """Approve at a level, or return with a reason."""

    decision = forms.ChoiceField(choices=[("approve", _("认定")), ("return", _("退回"))])
    level = forms.ChoiceField(
        label=_("认定级别"),
        initial=Level.DISTRICT,
        choices=[
            (level.value, level.label)
            for level in Level
            if LEVEL_ORDER[Level.DISTRICT] <= LEVEL_ORDER[level] <= LEVEL_ORDER[Level.CITY]
        ],
    )
    reason = forms.CharField(
        label=_("退回理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明退回的理由。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Each button asks only for what stands above it."""
        super().__init__(*args, **kwargs)
        unasked = {"approve": "reason", "return": "level"}.get(self.data.get("decision", ""))
        if unasked:
            self.fields[unasked].required = False
