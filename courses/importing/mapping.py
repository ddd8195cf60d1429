"""The mapping: which column of the source is which field of ours, and how to read what hides in a file name.

A rule is a column's name, or ``{from: column or [columns], pattern: regex or [regexes], values: {written: ours},
matches: {ours: regex}, default: text}``. Columns are tried in order; the first that is there (and matches) wins. A
pattern's first group is the value.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from courses.constants import LessonType, Licence
from courses.exceptions import UnreadableImport
from materials.constants import Visibility
from taxonomy.constants import Scheme
from taxonomy.spelling import read_unit

FIELDS = {
    "source_id": ["source_id", "id", "编号", "来源编号"],
    "title": ["title", "标题", "课题", "课名"],
    "subject": ["subject", "学科"],
    "grade": ["grade", "年级"],
    "term": ["term", "学期"],
    "volume": ["volume", "册次"],
    "revision": ["revision", "修订"],
    "edition": ["edition", "版本", "教材版本"],
    "unit": ["unit", "单元"],
    "unit_title": ["unit_title", "单元标题"],
    "lesson": ["lesson", "课"],
    "period": ["period", "课时"],
    "school": ["school", "学校"],
    "author": ["author", "作者", "执教", "执教教师"],
    "released": ["released", "release_time", "发布日期", "发布时间"],
    "lesson_type": ["lesson_type", "课型"],
    "url": ["url", "网址"],
}
OPTIONS = {
    "source",
    "recognise",
    "scheme",
    "city",
    "districts",
    "licence",
    "visibility",
    "fields",
    "schools",
    "lesson_nodes",
}
RULE_KEYS = {"from", "pattern", "values", "matches", "default"}
CHOICES = {"scheme": Scheme, "licence": Licence, "visibility": Visibility}


@dataclass(frozen=True)
class Rule:
    """How one field is read from a row."""

    columns: list[str]
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    matches: dict[str, re.Pattern[str]] = field(default_factory=dict)
    default: str = ""
    is_unit: bool = False

    def read(self, row: dict[str, Any]) -> str:
        """The field's text in ``row``, empty when no column has it."""
        for column in self.columns:
            text = str(row.get(column) if row.get(column) is not None else "")
            found = self._find(text)
            if found:
                return self.values.get(found.strip(), found)
        return self.default

    def _find(self, text: str) -> str:
        if self.matches:
            return next((ours for ours, pattern in self.matches.items() if pattern.search(text)), "")
        if self.is_unit and not self.patterns:
            return text if read_unit(text) else ""
        if not self.patterns:
            return text if text.strip() else ""
        for pattern in self.patterns:
            if found := pattern.search(text):
                return found.group(1) if pattern.groups else found.group(0)
        return ""


@dataclass(frozen=True)
class Mapping:
    """A mapping file, checked."""

    rules: dict[str, Rule]
    source: str = ""
    recognise: tuple[str, ...] = ()
    scheme: str = Scheme.SIX_THREE.value
    city: str = ""
    districts: tuple[str, ...] = ()
    licence: str = Licence.LINK_ONLY.value
    visibility: str = Visibility.PUBLIC.value
    school_pattern: re.Pattern[str] | None = None
    school_fallback: str = ""
    same_school: dict[str, str] = field(default_factory=dict)
    lesson_nodes: bool = True
    name: str = ""

    def read(self, row: dict[str, Any]) -> dict[str, str]:
        """Every field's text."""
        return {name: rule.read(row) for name, rule in self.rules.items()}


def load_mapping(path: Path | None = None) -> Mapping:
    """Read a mapping file; without one our own column names. Raises ``UnreadableImport`` naming the wrong key."""
    if path is None:
        return Mapping(rules={name: Rule(columns, is_unit=name == "unit") for name, columns in FIELDS.items()})
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableImport(_("读不了映射文件%(path)s：%(reason)s") % {"path": path, "reason": error}) from error
    if not isinstance(given, dict):
        raise UnreadableImport(_("映射文件%(path)s要是一组“名称: 值”。") % {"path": path})
    _refuse_unknown(given, OPTIONS, "")
    fields = given.get("fields") or {}
    if not isinstance(fields, dict):
        raise _wrong("fields", _("要是一组“我们的字段: 来源的列”"))
    _refuse_unknown(fields, set(FIELDS), "fields.")
    rules = {name: Rule(columns, is_unit=name == "unit") for name, columns in FIELDS.items()}
    rules |= {name: _rule(name, rule) for name, rule in fields.items()}
    schools = given.get("schools") or {}
    _refuse_unknown(schools, {"pattern", "fallback", "same"}, "schools.")
    return Mapping(
        rules=rules,
        source=str(given.get("source", "")),
        recognise=tuple(given.get("recognise") or ()),
        city=str(given.get("city", "")),
        districts=tuple(given.get("districts") or ()),
        school_pattern=_regex("schools.pattern", schools["pattern"]) if schools.get("pattern") else None,
        school_fallback=str(schools.get("fallback", "")),
        same_school={str(written): str(ours) for written, ours in (schools.get("same") or {}).items()},
        lesson_nodes=bool(given.get("lesson_nodes", True)),
        name=path.name,
        **_choices(given),
    )


def find_mapping(row: dict[str, Any], folder: Path | None = None) -> Path | None:
    """The shipped mapping whose ``recognise`` columns are all in ``row``: a known source needs no ``--mapping``."""
    folder = folder or settings.BASE_DIR / "docs" / "examples"
    for path in sorted(folder.glob("mapping-*.yaml")):
        columns = load_mapping(path).recognise
        if columns and set(columns) <= set(row):
            return path
    return None


def _choices(given: dict[str, Any]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for name, choices in CHOICES.items():
        if name not in given:
            continue
        if str(given[name]) not in choices.values:
            raise _wrong(name, _("只能是%(choices)s") % {"choices": "、".join(choices.values)})
        chosen[name] = str(given[name])
    return chosen


def _rule(name: str, given: Any) -> Rule:
    if given is None or given == "":
        return Rule([])
    if isinstance(given, str):
        return Rule([given], is_unit=name == "unit")
    if not isinstance(given, dict):
        raise _wrong(f"fields.{name}", _("要是列名，或from、pattern、values、matches、default"))
    _refuse_unknown(given, RULE_KEYS, f"fields.{name}.")
    columns = given.get("from", [])
    if name == "lesson_type":
        _refuse_unknown(given.get("matches") or {}, set(LessonType.values), "fields.lesson_type.matches.")
    return Rule(
        columns=[columns] if isinstance(columns, str) else [str(column) for column in columns],
        patterns=[_regex(f"fields.{name}.pattern", each) for each in _many(given.get("pattern"))],
        values={str(written): str(ours) for written, ours in (given.get("values") or {}).items()},
        matches={
            ours: _regex(f"fields.{name}.matches.{ours}", each) for ours, each in (given.get("matches") or {}).items()
        },
        default=str(given.get("default", "")),
        is_unit=name == "unit",
    )


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _regex(name: str, pattern: Any) -> re.Pattern[str]:
    try:
        return re.compile(str(pattern))
    except re.error as error:
        raise _wrong(name, _("不是正则表达式：%(reason)s") % {"reason": error}) from error


def _refuse_unknown(given: Any, known: set[str], prefix: str) -> None:
    if not isinstance(given, dict):
        raise _wrong(prefix.rstrip("."), _("要是一组“名称: 值”"))
    for name in given:
        if name not in known:
            raise _wrong(f"{prefix}{name}", _("没有这一项，可以写的有%(known)s") % {"known": "、".join(sorted(known))})


def _wrong(name: str, reason: str) -> UnreadableImport:
    return UnreadableImport(
        _("映射文件的“%(name)s”写错了：%(reason)s。") % {"name": name, "reason": reason}, field=name
    )
