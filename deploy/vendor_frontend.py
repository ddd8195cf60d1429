#!/usr/bin/env python3
"""Copies the front-end files we did not write out of their npm packages, with their licences.

    python deploy/vendor_frontend.py

Writes ``static/img/icons.svg`` (the Lucide icons named below, as one sprite) and ``static/vendor/plyr/``. Needs ``npm``
on the path, only here: nothing of Node is used at run time. Run it again to add an icon or to raise a version, then
commit what changed.
"""

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
LUCIDE = "lucide-static@1.62.0"
PLYR = "plyr@3.8.4"
ICONS = """\
archive arrow-down arrow-left arrow-right arrow-up arrow-up-right award badge-check bell book-open bookmark building-2
calculator calendar calendar-check calendar-plus camera captions check check-check chevron-down chevron-left
chevron-right chevron-up circle-alert circle-check circle-dashed circle-help circle-minus circle-play circle-x
clipboard-list clock cloud-upload copy diff download ellipsis external-link eye eye-off file file-check file-image
file-spreadsheet file-text flag flask-conical folder globe graduation-cap hand-helping history house image info
key-round landmark languages layers library link list list-checks list-filter lock log-in log-out mail map-pin
maximize menu message-square message-square-text minus monitor network notebook-pen palette pause pen-line pencil
phone play plus presentation printer qr-code refresh-cw repeat-2 rotate-ccw route scale scan-line school search send
settings share share-2 shield-check smartphone sprout square-pen stamp star target thumbs-up timer trash-2
triangle-alert undo-2 upload user user-check user-plus users video volume-2 x
"""
KEPT = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>")


def unpack(package: str, folder: Path) -> Path:
    """Fetch one npm package into ``folder`` and return the unpacked root."""
    command = ["npm", "pack", "--silent", package]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    target = folder / package.split("@")[0]
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def write_sprite(root: Path) -> None:
    """One ``<symbol>`` per icon; colour and stroke come from the ``icon`` class of the page that uses it."""
    symbols = []
    for name in ICONS.split():
        source = root / "icons" / f"{name}.svg"
        if not source.exists():
            raise SystemExit(f"no such icon: {name}")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(KEPT.findall(source.read_text()))}</symbol>')
    head = '<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC licence: see static/vendor/LICENSES.md -->\n'
    (STATIC / "img" / "icons.svg").write_text(head + "\n".join(symbols) + "\n</svg>\n")


def write_plyr(root: Path) -> None:
    """The player's script, style sheet and sprite, without source maps (whitenoise would look for them)."""
    target = STATIC / "vendor" / "plyr"
    target.mkdir(parents=True, exist_ok=True)
    script = (root / "dist" / "plyr.min.js").read_text()
    (target / "plyr.min.js").write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", script))
    sheet = (root / "dist" / "plyr.css").read_text().removeprefix('@charset "UTF-8";')
    (target / "plyr.css").write_text(f"@layer vendor {{\n{sheet.strip()}\n}}\n")  # below our own layers
    (target / "plyr.svg").write_text((root / "dist" / "plyr.svg").read_text())


def write_licences(lucide: Path, plyr: Path) -> None:
    """What came from where, and under which terms."""
    parts = [
        "# Front-end files from others\n\nCopied by `deploy/vendor_frontend.py`; htmx comes with django-htmx.\n",
        f"## {LUCIDE} (static/img/icons.svg)\n\n{(lucide / 'LICENSE').read_text().strip()}\n",
        f"## {PLYR} (static/vendor/plyr/)\n\n{(plyr / 'LICENSE.md').read_text().strip()}\n",
    ]
    (STATIC / "vendor" / "LICENSES.md").write_text("\n".join(parts))


def main() -> None:
    """Fetch, copy, write the licences."""
    with tempfile.TemporaryDirectory() as folder:
        lucide, plyr = (unpack(package, Path(folder)) for package in (LUCIDE, PLYR))
        write_sprite(lucide)
        write_plyr(plyr)
        write_licences(lucide, plyr)


if __name__ == "__main__":
    main()
