"""What "my hours" and a leader's view of one teacher show, prepared for printing. All sums come from the ledger."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.charts import Chart, year_bars
from organizations.models import Organization
from organizations.querysets import home_organization
from taxonomy.constants import Level
from training.assignments import rule_set_of
from training.awards import Judgement, judge
from training.chain import verify_chain
from training.constants import TOTAL_SCOPE, EvidenceState, YearStatus
from training.facts import engine_facts
from training.labels import refusal_label, scope_label
from training.models import Evidence, HourEntry
from training.planning import Planned, gap_offers
from training.proof import is_upper, proof_nodes, year_sum
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
    page.summary = _summary(page, judgement)
    page.check, page.whole = _check(page, own)
    _fill_gap(page, day)
    page.waiting = _waiting(person, judgement)
    page.rules = _rules(terms)
    _fill_years(page, entries, today)
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


def _summary(page: HoursPage, judgement: Judgement) -> dict[str, Any]:
    terms = page.terms
    assert terms is not None
    floors = judgement.cycle_floors(terms)
    meters = []
    for floor in floors:
        name = (
            _("%(years)s年合计") % {"years": terms.cycle_words}
            if floor.scope == TOTAL_SCOPE
            else (_("其中%(scope)s") % {"scope": scope_label(floor.scope)})
        )
        meters.append(_meter(terms, name, floor.value, floor.minimum))
    for floor in judgement.year_floors(terms):
        if floor.scope != TOTAL_SCOPE:
            name = _("本年度%(scope)s") % {"scope": scope_label(floor.scope)}
            meters.append(_meter(terms, name, floor.value, floor.minimum))
    ring_done, ring_required = page.done, page.required
    if not ring_required and floors:  # no yearly minimum: the ring shows the cycle
        ring_done, ring_required = floors[0].value, floors[0].minimum
    return {
        "done": terms.amount(ring_done),
        "required": terms.amount(ring_required),
        "unit": terms.unit,
        "percent": 100 * ring_done / ring_required if ring_required else 100,
        "reached": ring_done >= ring_required,
        "label": ""
        if page.required
        else _("周期合计%(done)s%(unit)s，要求%(required)s%(unit)s")
        % {"done": terms.amount(ring_done), "required": terms.amount(ring_required), "unit": terms.unit},
        "meters": meters,
        "caps": [
            {"name": cap.name, "done": terms.amount(cap.used), "most": terms.amount(cap.most)}
            for cap in judgement.year_caps(terms)
        ],
    }


def _meter(terms: Terms, name: str, value: int, minimum: int) -> dict[str, Any]:
    reached = value >= minimum
    return {
        "name": name,
        "done": terms.amount(value),
        "required": terms.amount(minimum),
        "unit": "",
        "percent": 100 * value / minimum if minimum else 100,
        "reached": reached,
        "note": _("已达标") if reached else _("还差%(amount)s") % {"amount": terms.amount(minimum - value)},
    }


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


def _fill_gap(page: HoursPage, day: date) -> None:
    terms = page.terms
    if terms is None or not page.current or not page.missing or page.status == YearStatus.EXEMPT:
        return
    offers = gap_offers(page.person, set_key=terms.set_key, day=day, last_day=terms.year_last)
    chosen: list[Planned] = []
    gained = 0
    for offer in offers:
        chosen.append(offer)
        gained += offer.award.year_amount
        if gained >= page.missing and len(chosen) >= 3:
            break
    page.closers = [
        {
            "label": offer.label,
            "url": offer.url,
            "gain": f"＋{terms.amount(offer.award.year_amount)}",
            "note": offer.note,
        }
        for offer in chosen
    ]
    values = {"gained": terms.with_unit(gained), "rest": terms.with_unit(abs(page.missing - gained))}
    if not chosen:
        page.closers_note = _("现在没有可以报名的班期。有校外证书可以申报。")
    elif gained >= page.missing:
        page.closers_note = _("合计%(gained)s，够了。") % values
    else:
        page.closers_note = _("全算上有%(gained)s，还差%(rest)s；有校外证书可以申报。") % values


def _waiting(person: Any, judgement: Judgement) -> list[dict[str, str]]:
    """Undecided and returned evidence, and what was certified but not counted, with the reason."""
    items = []
    undecided = Evidence.objects.filter(person=person, state__in=(EvidenceState.SUBMITTED, EvidenceState.RETURNED))
    for evidence in undecided.order_by("-id")[:8]:
        returned = evidence.state == EvidenceState.RETURNED
        items.append(
            {
                "label": evidence.title,
                "url": reverse("training:evidence", args=[evidence.public_id]),
                "tag": str(evidence.get_state_display()),
                "tag_kind": "danger" if returned else "",
                "note": evidence.decision_note if returned else "",
            }
        )
    refused = {pk: reason for pk, reason in judgement.refused.items() if reason != "reversed"}
    for evidence in Evidence.objects.filter(pk__in=refused).order_by("-occurred_on")[:5]:
        items.append(
            {
                "label": evidence.title,
                "url": reverse("training:evidence", args=[evidence.public_id]),
                "tag": _("没有计入"),
                "tag_kind": "notice",
                "note": refusal_label(refused[evidence.pk]),
            }
        )
    return items


def _rules(terms: Terms) -> list[tuple[str, str]]:
    def floors(kind: str) -> str:
        listed = terms.year_floors if kind == "year" else terms.cycle_floors
        parts = [
            _("不少于%(amount)s") % {"amount": terms.with_unit(floor.minimum)}
            if floor.scope == TOTAL_SCOPE
            else _("其中%(scope)s不少于%(amount)s")
            % {"scope": scope_label(floor.scope), "amount": terms.amount(floor.minimum)}
            for floor in listed
        ]
        return _("，").join(parts)

    first, last = terms.year_first, terms.year_last
    border = _("%(m1)s月%(d1)s日—%(m2)s月%(d2)s日") % {
        "m1": first.month,
        "d1": first.day,
        "m2": last.month,
        "d2": last.day,
    }
    yearly = floors("year")
    return [
        (_("办法"), terms.name),
        (_("依据"), terms.document),
        (_("%(years)s年周期") % {"years": terms.cycle_words}, floors("cycle")),
        (
            _("每年"),
            _("；").join((yearly, border)) if yearly else _("没有年度最低要求；%(border)s") % {"border": border},
        ),
        (_("换算"), _("1学时＝45分钟")),
    ]


def _fill_years(page: HoursPage, entries: list[HourEntry], today: Terms) -> None:
    terms = page.terms
    assert terms is not None
    sums: dict[str, list[int]] = {}
    for entry in entries:
        pair = sums.setdefault(entry.year, [0, 0])
        pair[0 if _counts_as_upper(entry) else 1] += entry.year_amount
    cycle_years = terms.cycle_years
    shown = [(label, sums.get(label, [0, 0]) if first <= today.year_last else None) for label, first in cycle_years]
    grains = terms.grains
    line = terms.year_minimum or terms.cycle_minimum / len(cycle_years)
    page.chart_caption = (
        _("虚线框是还没到的年度，虚线是每年的最低要求。")
        if terms.year_minimum
        else _("虚线框是还没到的年度；没有年度最低要求，虚线是周期要求的平均数，只作参考。")
    )
    page.chart = year_bars(
        [(_year_words(label), [n / grains for n in pair] if pair is not None else None) for label, pair in shown],
        required=line / grains,
        series=[_("区级及以上"), _("校级")],
        label=_("周期里各年度的%(unit)s") % {"unit": terms.unit},
        caption=_("周期内各年度"),
        year_head=_("年度"),
        total_head=_("合计"),
    )
    total = sum(sum(pair) for _label, pair in shown if pair)
    page.chart_head = _("本周期：%(total)s") % {"total": terms.with_unit(total)}
    labels = sorted(set(sums) | {label for label, first in cycle_years if first <= today.year_last}, reverse=True)
    page.years = [(_year_words(label), label, label == terms.year) for label in labels]


def _counts_as_upper(entry: HourEntry) -> bool:
    if entry.level:
        return is_upper(entry)
    return any(scope in ("concentrated", "district_up", Level.DISTRICT.value) for scope in entry.scopes)


def _year_words(label: str) -> str:
    return label.replace("-", "—")
