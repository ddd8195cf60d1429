"""The proof tree of a year: total → level → kind → entry → clause, formula, evidence, certifier. Every level re-adds.

Words only: the formula is what the engine explained when the entry was posted, stored with it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from taxonomy.constants import LEVEL_ORDER, Level
from training.constants import EntryKind, EvidenceType
from training.formula_words import formula_words
from training.models import HourEntry
from training.rule_book import Terms, clause_words

Node = dict[str, Any]


def proof_nodes(entries: Sequence[HourEntry], terms: Terms) -> list[Node]:
    """Roots of the tree for the entries of one year; their sums add up to the year's total."""
    groups: dict[str, list[HourEntry]] = defaultdict(list)
    for entry in entries:
        groups[_group(entry)].append(entry)
    labels = {"opening": _("上线前由区核定"), "upper": _("区级及以上"), "school": _("校级")}
    roots = []
    for key, label in labels.items():
        own = groups[key]
        if not own:
            continue
        children = [_leaf(entry, terms) for entry in own] if key == "opening" else _kinds(own, terms)
        roots.append(_branch(label, own, terms, children=children, open=key != "opening", note=""))
    return roots


def year_sum(entries: Iterable[HourEntry]) -> int:
    """What the entries count towards their year, in grains."""
    return sum(entry.year_amount for entry in entries)


def _group(entry: HourEntry) -> str:
    if entry.evidence.type == EvidenceType.OPENING_BALANCE:
        return "opening"
    return "upper" if is_upper(entry) else "school"


def is_upper(entry: HourEntry) -> bool:
    """Whether the entry counts at district level or above."""
    return LEVEL_ORDER.get(entry.level, -1) >= LEVEL_ORDER[Level.DISTRICT]


def _kinds(entries: Sequence[HourEntry], terms: Terms) -> list[Node]:
    by_type: dict[str, list[HourEntry]] = defaultdict(list)
    for entry in entries:
        by_type[entry.evidence.type].append(entry)
    return [
        _branch(
            type_label(kind), own, terms, children=[_leaf(entry, terms) for entry in own], open=False, note=_count(own)
        )
        for kind, own in by_type.items()
    ]


def _branch(
    label: str,
    entries: Sequence[HourEntry],
    terms: Terms,
    *,
    children: list[Node],
    open: bool,
    note: str,
) -> Node:
    total = year_sum(entries)
    said = _("，").join(filter(None, [note, terms.minutes_words(total)]))
    return {"label": label, "note": said, "sum": terms.signed(total), "open": open, "children": children}


def _count(entries: Sequence[HourEntry]) -> str:
    changed = sum(1 for entry in entries if entry.kind in (EntryKind.ADJUSTMENT, EntryKind.REVERSAL))
    given = len(entries) - changed
    if not changed:
        return _("%(count)s条") % {"count": given}
    return _("认定%(given)s条，更正%(changed)s条") % {"given": given, "changed": changed}


def _leaf(entry: HourEntry, terms: Terms) -> Node:
    return {
        "label": entry_label(entry),
        "note": _("，").join(filter(None, [entry.occurred_on.isoformat(), terms.minutes_words(entry.year_amount)])),
        "sum": terms.signed(entry.year_amount),
        "facts": [(term, value) for term, value in _facts(entry, terms) if value],
        "record": _record(entry),
        "id": f"entry-{entry.seq}",
    }


def entry_label(entry: HourEntry) -> str:
    """What the entry is about; a correction says so."""
    title = entry.evidence.title
    if entry.kind == EntryKind.REVERSAL:
        return _("撤销：%(title)s") % {"title": title}
    if entry.kind == EntryKind.ADJUSTMENT:
        return _("更正：%(title)s") % {"title": title}
    return title


def type_label(kind: str) -> str:
    """The words for a type of evidence."""
    return str(EvidenceType(kind).label) if kind in EvidenceType else kind


def _facts(entry: HourEntry, terms: Terms) -> list[tuple[str, Any]]:
    builders: list[tuple[str, Callable[[HourEntry, Terms], Any]]] = [
        (_("条款"), _clause),
        (_("算式"), _formula),
        (_("没有全计"), _cut),
        (_("证据"), _evidence),
        (_("说明"), _note),
        (_("认定"), _certified),
    ]
    return [(term, build(entry, terms)) for term, build in builders]


def _clause(entry: HourEntry, terms: Terms) -> str:
    if entry.evidence.type == EvidenceType.OPENING_BALANCE:
        return _("平台启用前的照区里核定的数记入，不再换算")
    words = clause_words(entry.set_key, entry.set_version, entry.clause)
    return _("%(words)s，%(document)s") % {"words": words, "document": terms.document} if terms.document else words


def _formula(entry: HourEntry, terms: Terms) -> str:
    if entry.kind in (EntryKind.REVERSAL, EntryKind.ADJUSTMENT):
        return ""
    return formula_words(entry.explanation, entry.raw_amount, terms)


def _cut(entry: HourEntry, terms: Terms) -> str:
    parts = []
    if entry.raw_amount > entry.amount >= 0:
        parts.append(
            _("算出%(raw)s，到上限为止计%(amount)s，%(rest)s不计")
            % {
                "raw": terms.amount(entry.raw_amount),
                "amount": terms.amount(entry.amount),
                "rest": terms.amount(entry.raw_amount - entry.amount),
            }
        )
    if entry.year_amount != entry.amount:
        parts.append(
            _("认定%(amount)s，计入本年度%(year)s")
            % {"amount": terms.signed(entry.amount), "year": terms.signed(entry.year_amount)}
        )
    return _("；").join(parts)


def _evidence(entry: HourEntry, terms: Terms) -> SafeString:
    evidence = entry.evidence
    links = [(reverse("training:evidence", args=[evidence.public_id]), _("依据与证明"))]
    if evidence.url:
        links.append((evidence.url, _("来自这里")))
    listed = format_html_join(_("、"), '<a href="{}">{}</a>', links)
    what = _("，").join(filter(None, [evidence.organizer, duration_words(evidence.facts)]))
    return format_html("{}{}{}", what, _("；") if what else "", listed)


def duration_words(facts: dict[str, Any]) -> str:
    """The time a piece of evidence states, in 学时 of 45 minutes."""
    minutes = facts.get("minutes")
    if not isinstance(minutes, int):
        return ""
    hours = minutes / 45
    return _("%(hours)s学时") % {"hours": f"{hours:.1f}".removesuffix(".0")}


def _note(entry: HourEntry, terms: Terms) -> str:
    note = str(entry.evidence.facts.get("note", ""))
    if entry.kind in (EntryKind.REVERSAL, EntryKind.ADJUSTMENT):
        kept = _("原记录保留，只增不改")
        return f"{entry.reason}。{kept}" if entry.reason else kept
    return note


def _certified(entry: HourEntry, terms: Terms) -> str:
    who = [str(entry.evidence.certified_by or ""), str(entry.certifier or "")]
    when = timezone.localtime(entry.posted_at).strftime("%Y-%m-%d %H:%M")
    return _("，").join(filter(None, [*who, when]))


def _record(entry: HourEntry) -> str:
    short = f"{entry.hash[:4]}…{entry.hash[-4:]}"
    if not entry.previous_hash:
        return _("本人的第%(seq)s条记录，校验值%(hash)s") % {"seq": entry.seq, "hash": short}
    before = f"{entry.previous_hash[:4]}…{entry.previous_hash[-4:]}"
    values = {"seq": entry.seq, "hash": short, "before": before}
    return _("本人的第%(seq)s条记录，上一条校验值%(before)s，本条%(hash)s") % values
