"""The roster prepared for printing and for the spreadsheet: the same rows, the same figures."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.exports import Column
from training.constants import YearStatus
from training.rule_book import Terms
from training.staff_shapes import ORDER, Roster, StaffRow

TAGS = {
    YearStatus.WILL_MISS: "danger",
    YearStatus.GAP: "notice",
    YearStatus.ON_COURSE: "",
    YearStatus.REACHED: "done",
    YearStatus.EXEMPT: "",
}
TILES = {
    YearStatus.WILL_MISS: "danger",
    YearStatus.GAP: "notice",
    YearStatus.ON_COURSE: "normal",
    YearStatus.REACHED: "done",
    YearStatus.EXEMPT: "exempt",
}


POSTS = {"home": gettext_noop("在岗"), "host": gettext_noop("轮岗到校"), "away": gettext_noop("轮岗外出")}


def post_words(row: StaffRow) -> str:
    """在岗, 轮岗到校, 轮岗外出 or the kind of leave."""
    return row.leave if row.post == "leave" else _(POSTS[row.post])


def tiles(roster: Roster, query: Any, chosen: str) -> list[dict[str, Any]]:
    """The five parts of the status split, most pressing first; each a link that keeps the other filters."""
    counts = roster.counts()
    floor = _floor_words(roster.terms)
    notes = {
        YearStatus.WILL_MISS: _("能报的全算上也不够"),
        YearStatus.GAP: _("还没报够，有班期可补"),
        YearStatus.ON_COURSE: _("已批的算上就够"),
        YearStatus.REACHED: floor,
        YearStatus.EXEMPT: _("产假、病假等"),
    }
    parts = []
    for status in ORDER:
        address = query.copy()
        address["status"] = status.value
        parts.append(
            {
                "kind": TILES[status],
                "count": counts[status.value],
                "label": status.label,
                "note": notes[status],
                "url": f"?{address.urlencode()}#roster",
                "current": chosen == status.value,
            }
        )
    return parts


def _floor_words(terms: Terms | None) -> str:
    if terms is None or not terms.year_minimum:
        return _("已满最低要求")
    return _("已满%(floor)s") % {"floor": terms.amount(terms.year_minimum)}


def printed_rows(rows: Iterable[StaffRow], school_id: Any) -> list[dict[str, Any]]:
    """The rows as the table prints them; words that repeat are looked up once."""
    base = reverse("training:staff", args=[school_id])
    status_words = {status: str(status.label) for status in YearStatus}
    bar_words = _("%(name)s本年度%(done)s，要求%(required)s")
    return [_printed(row, base, status_words, bar_words) for row in rows]


def _printed(row: StaffRow, base: str, status_words: dict[YearStatus, str], bar_words: str) -> dict[str, Any]:
    terms, standing = row.terms, row.standing
    tag = TAGS[row.status]
    required = standing.required
    return {
        "name": row.name,
        "url": f"{base}{row.public_id}/",
        "sub": " · ".join(filter(None, [_("、").join(row.subjects[:2]), *row.roles[1:2]])),
        "post": post_words(row),
        "value": terms.amount(standing.done) if terms else "—",
        "width": f"{min(100 * standing.done / required, 100) if required else 0:.4g}%",
        "bar": tag or ("done" if row.status == YearStatus.REACHED else ""),
        "missing": terms.amount(standing.missing) if terms and standing.missing else "—",
        "cycle": terms.amount(row.cycle_done) if terms else "—",
        "status": status_words[row.status],
        "tag": tag,
        "why": why(row),
        "label": bar_words
        % {
            "name": row.name,
            "done": terms.with_unit(standing.done) if terms else "—",
            "required": terms.amount(required) if terms else "—",
        },
    }


def why(row: StaffRow) -> str:
    """The reason of the status in a few words; nothing where the figures say it."""
    terms, standing = row.terms, row.standing
    if terms is None:
        return _("单位还没有学时认定办法")
    if row.status == YearStatus.EXEMPT:
        return row.leave or _("计入天数不足")
    if row.status in (YearStatus.WILL_MISS, YearStatus.GAP) and row.undecided:
        return _("%(count)s件平台外证书待认定") % {"count": row.undecided}
    if row.status == YearStatus.WILL_MISS:
        return _("能报的全算上还差%(rest)s") % {"rest": terms.amount(standing.missing_after_all)}
    if row.status == YearStatus.GAP:
        return _("有%(count)s个班期可补") % {"count": standing.offers}
    if row.status == YearStatus.ON_COURSE and standing.missing and not terms.year_floors:
        return _("周期内还差%(missing)s") % {"missing": terms.amount(standing.missing)}
    return ""


def definition(roster: Roster) -> list[str]:
    """口径: what each status means, the day, the rule set."""
    terms = roster.terms
    lines = [
        _("数字取自学时记录，截至%(day)s的认定；和本人页面、导出文件一致。") % {"day": roster.day.isoformat()},
        _("已达标：已认定的满足每一项年度最低要求。"),
        _("正常：加上已经报上名的班期和学校已排的校本研修就够。"),
        _("有缺口：还要再报，现在能报的班期加起来够。"),
        _("预计不达标：现在能报的全算上也不够。"),
        _("免审：产假、病假、脱产进修、试用期或中途到岗，本年度计入的天数不足183天。"),
        _("班期按单独认定时的数额估算，没有扣除与其他记录共用的上限。"),
    ]
    if terms is not None:
        lines.append(_("办法：%(name)s，%(document)s。") % {"name": terms.name, "document": terms.document})
        if not terms.year_floors:
            lines.append(_("这套办法没有年度最低要求，按周期要求判断；周期最后一年以前不判“有缺口”和“预计不达标”。"))
    return lines


def export_columns(terms: Terms | None) -> list[Column]:
    """Heads of the spreadsheet."""
    unit = terms.unit if terms else _("学时")
    return [
        Column(_("姓名"), 12),
        Column(_("工号"), 14),
        Column(_("学科"), 14),
        Column(_("在岗状态"), 10),
        Column(_("本年度已认定（%(unit)s）") % {"unit": unit}, 16),
        Column(_("本年度要求（%(unit)s）") % {"unit": unit}, 16),
        Column(_("还差（%(unit)s）") % {"unit": unit}, 12),
        Column(_("本周期合计（%(unit)s）") % {"unit": unit}, 16),
        Column(_("状态"), 12),
        Column(_("原因"), 28),
    ]


def export_rows(rows: Iterable[StaffRow]) -> Iterable[list[Any]]:
    """Rows of the spreadsheet; amounts are numbers cut to two places, as on the pages."""
    for row in rows:
        terms, standing = row.terms, row.standing

        def number(grains: int, terms: Terms | None = terms) -> Decimal | None:
            return terms.decimal(grains) if terms else None

        yield [
            row.name,
            row.staff_no,
            _("、").join(row.subjects),
            post_words(row),
            number(standing.done),
            number(standing.required),
            number(standing.missing),
            number(row.cycle_done),
            str(YearStatus(row.status).label),
            why(row),
        ]
