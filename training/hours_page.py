"""What "my hours" and a leader's view of one teacher show, prepared for printing. All sums come from the ledger."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.charts import Chart
from organizations.models import Organization
from organizations.querysets import home_organization
from training.assignments import rule_set_of
from training.awards import Judgement, judge
from training.chain import verify_chain
from training.constants import YearStatus
from training.facts import engine_facts
from training.hours_gap import closers_of, waiting_of
from training.hours_summary import rules_in_words, summary_of
from training.hours_years import years_of
from training.models import HourEntry
from training.proof import proof_nodes, year_sum
from training.rule_book import Terms, terms_of_year, terms_on


@dataclass
class HoursPage:
    """One person, one year. ``terms`` is ``None`` where no rule set is in force; then nothing else is filled in."""

    person: Any
    school: Organization | None
    terms: Terms | None = None
    done: int = 0
    required: int = 0
    status: YearStatus | None = None
    headline: str = ""
    summary: dict[str, Any] = field(default_factory=dict)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    total: str = ""
    check: str = ""
    whole: bool = True
    closers: list[dict[str, str]] = field(default_factory=list)
    closers_note: str = ""
    waiting: list[dict[str, str]] = field(default_factory=list)
    rules: list[tuple[str, str]] = field(default_factory=list)
    chart: Chart | None = None
    chart_head: str = ""
    chart_caption: str = ""
    years: list[tuple[str, str, bool]] = field(default_factory=list)
    current: bool = True

    @property
    def missing(self) -> int:
        """What is still missing this year, in grains."""
        return max(self.required - self.done, 0)

    @property
    def missing_text(self) -> str:
        """The same with its unit."""
        return self.terms.with_unit(self.missing) if self.terms else ""


def hours_page(person: Any, *, day: date | None = None, year: str = "") -> HoursPage:
    """The page of ``person`` for ``year`` (the current one by default) as of ``day``."""
    day = day or timezone.localdate()
    school = home_organization(person, day)
    set_key = rule_set_of(school, day) if school else None
    page = HoursPage(person=person, school=school)
    if set_key is None:
        return page
    today = terms_on(set_key, day)
    terms = _asked(set_key, year) or today
    page.terms, page.current = terms, terms.year == today.year
    judgement = judge(engine_facts(person), days=[day])
    entries = entries_of(person, set_key)
    own = [entry for entry in entries if entry.year == terms.year]
    page.done = year_sum(own)
    page.required = terms.year_minimum
    page.nodes = proof_nodes(own, terms)
    page.total = terms.amount(page.done)
    _say_status(page, judgement, day)
    page.summary = summary_of(terms, judgement, done=page.done, required=page.required)
    page.check, page.whole = _check(page, own)
    if page.current and page.missing and page.status != YearStatus.EXEMPT:
        page.closers, page.closers_note = closers_of(person, terms, page.missing, day)
    page.waiting = waiting_of(person, judgement)
    page.rules = rules_in_words(terms)
    years = years_of(terms, entries, today)
    page.chart, page.chart_head, page.chart_caption, page.years = years.chart, years.head, years.caption, years.choices
    return page


def entries_of(person: Any, set_key: str) -> list[HourEntry]:
    """Every entry of the person in the set, oldest first, with what the page prints of it."""
    return list(
        HourEntry.objects.filter(person=person, set_key=set_key)
        .select_related("evidence__certified_by", "certifier")
        .order_by("booked_on", "seq")
    )


def ledger_total(person: Any, set_key: str, year: str) -> int:
    """The year's sum added up by the database, straight from the entries."""
    rows = HourEntry.objects.filter(person=person, set_key=set_key, year=year)
    return int(rows.aggregate(total=Sum("year_amount", default=0))["total"])


def _asked(set_key: str, year: str) -> Terms | None:
    try:
        return terms_of_year(set_key, year) if year else None
    except (KeyError, ValueError):
        return None


def _say_status(page: HoursPage, judgement: Judgement, day: date) -> None:
    terms = page.terms
    assert terms is not None
    audit = judgement.audit(terms.set_key, terms.year)
    days = (terms.year_last - day).days
    values = {
        "missing": page.missing_text,
        "done": terms.with_unit(page.done),
        "unit": terms.unit,
        "last": _("%(month)s月%(day)s日") % {"month": terms.year_last.month, "day": terms.year_last.day},
        "days": days,
        "year": terms.year_words,
    }
    if audit == "exempt":
        page.status = YearStatus.EXEMPT
        page.headline = (
            _("本年度免审，已有%(done)s照样计入") % values if page.current else _("%(year)s年度免审") % values
        )
    elif page.required == 0:
        page.headline = (
            _("本年度已有%(done)s，这套办法没有年度最低要求") % values
            if page.current
            else (_("%(year)s年度共%(done)s") % values)
        )
    elif page.missing == 0:
        page.status = YearStatus.REACHED
        page.headline = (
            _("本年度已达标，共%(done)s") % values if page.current else (_("%(year)s年度已达标，共%(done)s") % values)
        )
    elif page.current:
        page.status = YearStatus.GAP
        page.headline = _("本年度还差%(missing)s，到%(last)s还有%(days)s天") % values
    else:
        page.headline = _("%(year)s年度差%(missing)s") % values


def _check(page: HoursPage, own: list[HourEntry]) -> tuple[str, bool]:
    terms = page.terms
    assert terms is not None
    if not own:
        return "", True
    broken = verify_chain(page.person)
    same = ledger_total(page.person, terms.set_key, terms.year) == page.done
    if broken is not None or not same:
        return _("记录核对没有通过，请告诉平台运维。"), False
    sums = "＋".join(str(node["sum"]) for node in page.nodes).replace("＋−", "−")
    values = {"sums": sums, "total": page.total, "count": len(own)}
    if len(page.nodes) > 1:
        return _("%(sums)s＝%(total)s，和学校报表、导出文件一致。%(count)s条记录核对无误。") % values, True
    return _("合计%(total)s，和学校报表、导出文件一致。%(count)s条记录核对无误。") % values, True
