"""What changed between the plans of two school years: courses by name, texts sentence by sentence."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.curriculum_parts import REQUIRED_SECTIONS, Course, courses_of, sentences_of

MOST_CHANGES_OF_A_TEXT = 8
Change = dict[str, str]


def year_changes(before: Any, after: Any) -> list[Change]:
    """Changes from the text ``before`` to the text ``after`` as ``<c-version-diff>`` prints them, courses first."""
    return [*_course_changes(before, after), *_text_changes(before, after)]


def changes_note(changes: list[Change]) -> str:
    """新增1门，取消1门，调整2处."""
    counts = {kind: sum(1 for change in changes if change["kind"] == kind) for kind in ("new", "gone", "changed")}
    parts = []
    if n := counts["new"]:
        parts.append(ngettext("新增%(n)d门", "新增%(n)d门", n) % {"n": n})
    if n := counts["gone"]:
        parts.append(ngettext("取消%(n)d门", "取消%(n)d门", n) % {"n": n})
    if n := counts["changed"]:
        parts.append(ngettext("调整%(n)d处", "调整%(n)d处", n) % {"n": n})
    return _("，").join(parts)


def _course_changes(before: Any, after: Any) -> Iterator[Change]:
    old = {course.name: course for course in courses_of(before)}
    new = {course.name: course for course in courses_of(after)}
    for name, course in new.items():
        if name not in old:
            yield {"kind": "new", "tag": _("新增"), "tag_kind": "done", "added": _named(course)}
    for name, course in old.items():
        if name not in new:
            yield {"kind": "gone", "tag": _("取消"), "tag_kind": "notice", "removed": _named(course)}
    for name, course in new.items():
        if name in old and old[name] != course:
            yield _adjusted(old[name], course)


def _adjusted(old: Course, new: Course) -> Change:
    moved = _("从“%(old)s”移到“%(new)s”") % {"old": old.area, "new": new.area} if old.area != new.area else ""
    said_otherwise = old.about != new.about
    return {
        "kind": "changed",
        "tag": _("调整"),
        "tag_kind": "action",
        "before": _("%(name)s：") % {"name": new.name},
        "removed": old.about if said_otherwise else "",
        "added": new.about if said_otherwise else "",
        "note": (_("，%(moved)s") % {"moved": moved} if said_otherwise else moved) if moved else "",
    }


def _text_changes(before: Any, after: Any) -> Iterator[Change]:
    old, new = sentences_of(before), sentences_of(after)
    for section, name in REQUIRED_SECTIONS.items():
        left, right = old.get(section, []), new.get(section, [])
        changed = [
            step for step in SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes() if step[0] != "equal"
        ]
        for _kind, start, end, begin, finish in changed[:MOST_CHANGES_OF_A_TEXT]:
            yield {
                "kind": "changed",
                "tag": _("调整"),
                "tag_kind": "action",
                "before": _("%(name)s：") % {"name": _(name)},
                "removed": "".join(left[start:end]),
                "added": "".join(right[begin:finish]),
            }


def _named(course: Course) -> str:
    return _("，").join(part for part in (course.name, course.about) if part)
