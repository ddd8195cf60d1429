"""The years of a cycle side by side."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import Chart, year_bars
from taxonomy.constants import Level
from training.models import HourEntry
from training.proof import is_upper
from training.rule_book import Terms


@dataclass(frozen=True)
class CycleYears:
    """The chart, the sentences round it, and the years to choose from as (words, label, current)."""

    chart: Chart
    head: str
    caption: str
    choices: list[tuple[str, str, bool]]


def years_of(terms: Terms, entries: list[HourEntry], today: Terms) -> CycleYears:
    """Every year of the cycle of ``terms`` from the entries; years that ``today`` has not reached are left open."""
    sums: dict[str, list[int]] = {}
    for entry in entries:
        pair = sums.setdefault(entry.year, [0, 0])
        pair[0 if _counts_as_upper(entry) else 1] += entry.year_amount
    cycle_years = terms.cycle_years
    shown = [(label, sums.get(label, [0, 0]) if first <= today.year_last else None) for label, first in cycle_years]
    grains = terms.grains
    line = terms.year_minimum or terms.cycle_minimum / len(cycle_years)
    caption = (
        _("虚线框是还没到的年度，虚线是每年的最低要求。")
        if terms.year_minimum
        else _("虚线框是还没到的年度；没有年度最低要求，虚线是周期要求的平均数，只作参考。")
    )
    chart = year_bars(
        [(_year_words(label), [n / grains for n in pair] if pair is not None else None) for label, pair in shown],
        required=line / grains,
        series=[_("区级及以上"), _("校级")],
        label=_("周期里各年度的%(unit)s") % {"unit": terms.unit},
        caption=_("周期内各年度"),
        year_head=_("年度"),
        total_head=_("合计"),
    )
    total = sum(sum(pair) for _label, pair in shown if pair)
    head = _("本周期：%(total)s") % {"total": terms.with_unit(total)}
    labels = sorted(set(sums) | {label for label, first in cycle_years if first <= today.year_last}, reverse=True)
    choices = [(_year_words(label), label, label == terms.year) for label in labels]
    return CycleYears(chart=chart, head=head, caption=caption, choices=choices)


def _counts_as_upper(entry: HourEntry) -> bool:
    if entry.level:
        return is_upper(entry)
    return any(scope in ("concentrated", "district_up", Level.DISTRICT.value) for scope in entry.scopes)


def _year_words(label: str) -> str:
    return label.replace("-", "—")
