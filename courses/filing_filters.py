"""Which submissions an office wants to see."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.constants import FilingStatus

WAITING = "waiting"


class FilingFilterForm(forms.Form):
    """Filters of the queue; what waits comes first, an unknown value is no filter."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            (WAITING, _("等待审核")),
            (FilingStatus.RETURNED.value, _("已退回")),
            (FilingStatus.FILED.value, _("已备案")),
            ("all", _("全部")),
        ],
    )
    year = forms.ChoiceField(label=_("学年"), required=False)

    def __init__(self, data: Any, *, years: list[str]) -> None:
        super().__init__({"state": data.get("state", WAITING), "year": data.get("year", "")})
        self.fields["year"].choices = [("", _("全部学年")), *((year, year) for year in years)]  # type: ignore[attr-defined]


def narrowed(submissions: QuerySet[Any], form: FilingFilterForm) -> QuerySet[Any]:
    """What the form asks for."""
    form.is_valid()
    state, year = form.cleaned_data.get("state", ""), form.cleaned_data.get("year", "")
    if state == WAITING:
        submissions = submissions.filter(filing_status=FilingStatus.DISTRICT_REVIEW)
    elif state in FilingStatus.values:
        submissions = submissions.filter(filing_status=state)
    return submissions.filter(school_year=year) if year else submissions
