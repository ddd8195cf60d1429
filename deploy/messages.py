"""Message catalogues without system gettext: ``python -m deploy.messages [--check]``.

The source language is Chinese: a msgid is the Chinese text, ``locale/en`` translates it. Django's ``makemessages``
needs a system's xgettext, so Python sources are read by ``ast`` and templates by Django's own ``templatize``; polib
keeps and compiles the catalogues. Without ``--check`` new texts are added untranslated, gone ones are dropped, and
every ``.po`` below ``locale/`` is compiled. With it nothing is written, and drift is an error: a text missing from
the catalogue or untranslated in it, one that no source has any more, a placeholder lost in translation, a stale
``.mo``.
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
NOT_SOURCES = {"tests", "deploy", "benchmarks", "docs", "var", "static", "locale", "templates"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

# Position of msgid, plural and context among a function's arguments.
FUNCTIONS: dict[str, tuple[int, int | None, int | None]] = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "ngettext": (0, 1, None),
}
FUNCTIONS |= {"pgettext": (1, None, 0), "npgettext": (1, 2, 0)}
TEMPLATE_CALL = re.compile(
    r"""(?<![\w.])(?P<name>_|n?p?gettext)\(\s*(?P<arguments>u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""(?:\s*,\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))*)"""
)

Key = tuple[str | None, str]


@dataclass
class Message:
    """One text to translate and where it stands."""

    msgid: str
    plural: str | None = None
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """What makes two messages the same."""
        return self.context, self.msgid


def _message(name: str, arguments: list[str | None]) -> Message | None:
    base = name.removesuffix("_lazy").removesuffix("_noop")
    if base not in FUNCTIONS:
        return None
    msgid, plural, context = (
        arguments[place] if place is not None and place < len(arguments) else None for place in FUNCTIONS[base]
    )
    return Message(msgid, plural, context) if msgid else None


def in_python(source: str) -> Iterator[Message]:
    """Messages of a Python module; texts that are not literals are ruff's business (INT)."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literals = [
            argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
            for argument in node.args
        ]
        if (message := _message(name, literals)) is not None:
            yield message


def in_template(source: str) -> Iterator[Message]:
    """Messages of a template: what Django would hand to xgettext, and ``_("…")`` inside component attributes."""
    from django.utils.translation.template import templatize

    for text in (templatize(source), source):
        for call in TEMPLATE_CALL.finditer(text):
            arguments = ast.literal_eval(f"[{call['arguments']}]")
            if (message := _message(call["name"], arguments)) is not None:
                yield message


def collect() -> dict[Key, Message]:
    """All messages of the product."""
    found: dict[Key, Message] = {}
    packages = [path.parent for path in sorted(ROOT.glob("*/__init__.py")) if path.parent.name not in NOT_SOURCES]
    for folder, pattern, read in [
        *((package, "*.py", in_python) for package in packages),
        (ROOT / "templates", "*.html", in_template),
        (ROOT / "templates", "*.txt", in_template),
    ]:
        for path in sorted(folder.rglob(pattern)):
            for message in read(path.read_text()):
                kept = found.setdefault(message.key, message)
                kept.plural = kept.plural or message.plural
                kept.files.add(path.relative_to(ROOT).as_posix())
    return found


def catalogue() -> polib.POFile:
    """The English catalogue, a new one where there is none."""
    if ENGLISH.exists():
        return polib.pofile(str(ENGLISH), wrapwidth=100)
    made = polib.POFile(wrapwidth=100)
    made.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return made


def update(messages: dict[Key, Message]) -> None:
    """Bring the catalogue to the sources; translations are kept."""
    present = catalogue()
    known = {(entry.msgctxt, entry.msgid): entry for entry in present if not entry.obsolete}
    made = polib.POFile(wrapwidth=100)
    made.metadata = present.metadata
    for key, message in sorted(messages.items(), key=lambda item: (min(item[1].files), item[1].msgid)):
        entry = known.get(key) or polib.POEntry(msgid=message.msgid, msgctxt=message.context)
        if message.plural and not entry.msgid_plural:
            entry.msgid_plural, entry.msgstr_plural, entry.msgstr = message.plural, {0: "", 1: ""}, ""
        entry.occurrences = [(name, "") for name in sorted(message.files)]
        if "%(" in message.msgid and "python-format" not in entry.flags:
            entry.flags.append("python-format")
        made.append(entry)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(ENGLISH))


def compile_all() -> None:
    """Write the ``.mo`` beside every ``.po``."""
    for path in sorted(LOCALE.rglob("*.po")):
        path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())


def translations(entry: polib.POEntry) -> list[str]:
    """All forms of a translation."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def lost_placeholders(entry: polib.POEntry) -> set[str]:
    """Placeholders in a translation that its source does not fill."""
    offered = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    return {"".join(name) for text in translations(entry) for name in set(PLACEHOLDER.findall(text)) - offered}


def drift(messages: dict[Key, Message]) -> list[str]:
    """What is wrong with the catalogues, one line each."""
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue() if not entry.obsolete}
    found = [f"not in the catalogue: {message.msgid!r} ({min(message.files)})" for key, message in messages.items()
             if key not in entries]  # fmt: skip
    found += [f"in the catalogue, in no source: {key[1]!r}" for key in entries if key not in messages]
    for entry in entries.values():
        if not all(translations(entry)) or entry.fuzzy:
            found.append(f"without an English translation: {entry.msgid!r}")
        if lost := lost_placeholders(entry):
            found.append(f"nothing fills {', '.join(sorted(lost))} in the translation of {entry.msgid!r}")
    for path in sorted(LOCALE.rglob("*.po")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != polib.pofile(str(path)).to_binary():
            found.append(f"stale: {compiled.relative_to(ROOT)}")
    return found


def main() -> int:
    """1 when ``--check`` finds drift."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    messages = collect()
    if not options.check:
        update(messages)
        compile_all()
    found = drift(messages)
    for line in found[:30]:
        print(line, file=sys.stderr)
    if len(found) > 30:
        print(f"… and {len(found) - 30} more", file=sys.stderr)
    if found:
        print("make messages brings the catalogue up to date; then translate what is empty", file=sys.stderr)
        return 1
    print(f"{len(messages)} texts, all of them in English too")
    return 0


if __name__ == "__main__":
    sys.exit(main())
