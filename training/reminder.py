"""The words of a reminder: to one person with their own figures, and to the group chat without naming anybody."""

from django.utils.translation import gettext as _

from training.planning import Planned
from training.rule_book import Terms
from training.staff_shapes import Roster, StaffRow


def day_words(terms: Terms) -> str:
    """The last day of the year: 6月30日."""
    return _("%(month)s月%(day)s日") % {"month": terms.year_last.month, "day": terms.year_last.day}


def title_for(row: StaffRow, terms: Terms) -> str:
    """The title says the number."""
    return _("本年度还差%(missing)s") % {"missing": terms.with_unit(row.standing.missing)}


def body_for(row: StaffRow, roster: Roster, terms: Terms) -> str:
    """What is missing, until when, and what would close it."""
    text = _("本年度还差%(missing)s，到%(last)s还有%(days)s天。") % {
        "missing": terms.with_unit(row.standing.missing),
        "last": day_words(terms),
        "days": (terms.year_last - roster.day).days,
    }
    if offers := _named(roster.offers, terms):
        text += _("还可以报：%(offers)s。") % {"offers": offers}
    return text + _("点开看每一条怎么算、怎样补齐。")


def group_text(roster: Roster, terms: Terms, sender: str) -> str:
    """A text for the teachers' group that names nobody."""
    floor = terms.year_floors[0].minimum if terms.year_floors else 0
    text = _("各位老师：本年度%(unit)s到%(last)s截止") % {"unit": terms.unit, "last": day_words(terms)}
    if floor:
        text += _("，要求%(floor)s") % {"floor": terms.amount(floor)}
    text += _("。请今天打开“我的%(unit)s”，看看还差多少、怎样补齐。") % {"unit": terms.unit}
    if offers := _named(roster.offers, terms):
        text += _("现在还能报名：%(offers)s。") % {"offers": offers}
    return text + _("有证书没有申报的，请传上来。有困难直接找我。%(sender)s") % {"sender": sender}


def _named(offers: list[Planned], terms: Terms) -> str:
    return _("、").join(
        _("“%(label)s”（＋%(gain)s）") % {"label": each.label, "gain": terms.amount(each.award.year_amount)}
        for each in offers[:3]
    )
