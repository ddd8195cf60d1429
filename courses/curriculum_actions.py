"""What can be done with a school's plan where it stands: by the school, by the district; each with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.constants import FilingStatus
from courses.forms import FilingForm, PassForm, ReturnForm
from courses.models import CurriculumPage
from courses.policies import can_review_curriculum, can_submit_curriculum
from courses.services import decide_curriculum, file_curriculum, publish_curriculum, submit_curriculum
from courses.services.curricula import OPEN_FOR_SUBMISSION


@dataclass(frozen=True, slots=True)
class Action:
    """One step: its form, the service behind it, and what is said when it is done."""

    form: type[forms.Form]
    run: Callable[..., Any]
    done: Any


def _submit(*, curriculum: CurriculumPage, actor: Any) -> None:
    submit_curriculum(curriculum=curriculum, actor=actor)


def _pass(*, curriculum: CurriculumPage, actor: Any, reason: str) -> None:
    decide_curriculum(curriculum=curriculum, actor=actor, approve=True, reason=reason)


def _return(*, curriculum: CurriculumPage, actor: Any, reason: str) -> None:
    decide_curriculum(curriculum=curriculum, actor=actor, approve=False, reason=reason)


ACTIONS: dict[str, Action] = {
    "submit": Action(forms.Form, _submit, _("已送学校审议，这一版文本已锁定，审议的人看到的就是它。")),
    "pass": Action(PassForm, _pass, _("已送区级审核，答复的时限从明天算起。")),
    "return": Action(ReturnForm, _return, _("已退回，写方案的人会收到通知。")),
    "file": Action(FilingForm, file_curriculum, _("已备案。")),
    "publish": Action(forms.Form, publish_curriculum, _("已公开，所有人都能看到。")),
}


def school_actions(user: Any, curriculum: CurriculumPage) -> list[str]:
    """What the school's leaders can do now."""
    if not can_submit_curriculum(user, curriculum):
        return []
    status = curriculum.filing_status
    if status == FilingStatus.SCHOOL_REVIEW:
        return ["pass", "return"]
    if status == FilingStatus.FILED:
        changed = curriculum.latest_revision_id != curriculum.filed_revision_id
        return [*([] if curriculum.live else ["publish"]), *(["submit"] if changed else [])]
    return ["submit"] if status in OPEN_FOR_SUBMISSION else []


def district_actions(user: Any, curriculum: CurriculumPage) -> list[str]:
    """What the district can do now."""
    waits = curriculum.filing_status == FilingStatus.DISTRICT_REVIEW
    return ["file", "return"] if waits and can_review_curriculum(user, curriculum) else []
