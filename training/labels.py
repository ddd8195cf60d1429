"""Words for the keys of rule sets: scopes, reasons of refusal and needs, as the pages say them."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.constants import TOTAL_SCOPE

SCOPES: dict[str, Any] = {
    TOTAL_SCOPE: _("合计"),
    "concentrated": _("区级及以上集中培训"),
    "district_up": _("区级及以上"),
    "enterprise": _("企业实践"),
    "self_study": _("自主研修"),
    "normative": _("规范性培训"),
    "school": _("校级"),
    "district": _("区级"),
    "city": _("市级及以上"),
    "ethics": _("师德与素养"),
    "knowledge": _("知识与技能"),
    "practice": _("实践体验"),
    "conc_remote": _("集中和远程培训"),
}

REFUSALS: dict[str, Any] = {
    "not_in_scope": _("那天不在这套办法的任职范围内"),
    "no_clause": _("没有对应的条款"),
    "no_table_cell": _("条款的折算表里没有这一级"),
    "duplicate_certificate": _("同一证书编号已经认定过"),
    "exclusive": _("同一活动只按一种身份计"),
    "below_unit": _("不足一个最小单位"),
    "reversed": _("已撤销"),
}

NEEDS: dict[str, Any] = {
    "pass": _("考核合格"),
    "plan_filed": _("计划已备案"),
    "reflection": _("交反思"),
    "notes": _("交听课记录"),
    "appointment": _("聘书"),
    "plan": _("方案"),
    "report": _("报告"),
    "script": _("讲稿"),
    "finished": _("已结题"),
    "consent_if_unaudited": _("事先经学校同意"),
    "approved_district": _("区级及以上审批"),
    "product": _("交成果"),
    "minutes_45": _("满1学时"),
}


def scope_label(key: str) -> str:
    """The words for a scope; an unknown one shows its key."""
    return str(SCOPES.get(key, key))


def scope_key(name: str, known: Collection[str]) -> str | None:
    """The scope of ``known`` that ``name`` (its key or its words) means."""
    if name in known:
        return name
    return next((key for key in known if scope_label(key) == name), None)


def refusal_label(reason: str) -> str:
    """The words for a reason of refusal such as ``needs:plan_filed``."""
    kind, _colon, need = reason.partition(":")
    if kind == "needs":
        return str(_("还缺：%(need)s")) % {"need": NEEDS.get(need, need)}
    return str(REFUSALS.get(reason, reason))
