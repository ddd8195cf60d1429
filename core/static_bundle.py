"""Serves one style sheet and one script from many small source files, without a build step in the repository.

``static/css/site.css`` and ``static/js/site.js`` are lists: each line imports one source file, in order. The finder
concatenates them to ``css/bundle.css`` and ``js/bundle.js`` under the data folder whenever a source is newer, so that
``runserver``, WhiteNoise and ``collectstatic`` see two ordinary files, which the manifest storage then hashes.
Every script is wrapped in a block of its own: files share no names, and none may import or export.
"""

import functools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

CSS_IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JS_IMPORT = re.compile(r'^import "\./([^"]+)";$', re.MULTILINE)


def join_styles(index: str, parts: list[str]) -> str:
    """The statement with the order of layers first, then every part, without comments and indentation."""
    layers = [line for line in index.splitlines() if line.startswith("@layer")]
    lines = CSS_COMMENT.sub("", "\n".join([*layers, *parts])).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def join_scripts(index: str, parts: list[str]) -> str:
    """Each part in its own block, so that two files may use the same name."""
    return "\n".join(f"{{\n{part.strip()}\n}}" for part in parts)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One list of source files and the file made of them; paths are relative to a static folder."""

    index: str
    target: str
    pattern: re.Pattern[str]
    join: Callable[[str, list[str]], str]

    def sources(self, root: Path) -> list[Path]:
        """The listed files, in order. A name in the list without a file is an error at build time, not a 404 later."""
        index = root / self.index
        return [index.parent / name for name in self.pattern.findall(index.read_text())]

    def build(self, root: Path, out: Path) -> Path:
        """Write the target if it is missing or older than any source; safe when several processes start at once."""
        target = out / self.target
        index = root / self.index
        sources = self.sources(root)
        newest = max(path.stat().st_mtime_ns for path in [index, *sources])
        if not target.exists() or target.stat().st_mtime_ns != newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            draft.write_text(self.join(index.read_text(), [path.read_text() for path in sources]))
            os.utime(draft, ns=(newest, newest))
            draft.replace(target)
        return target


BUNDLES = (
    Bundle("css/site.css", "css/bundle.css", CSS_IMPORT, join_styles),
    Bundle("js/site.js", "js/bundle.js", JS_IMPORT, join_scripts),
)


class BundleFinder(BaseFinder):
    """Finds the two generated files; everything else is left to the other finders."""

    def __init__(self, app_names: Sequence[str] | None = None) -> None:
        self.root = Path(settings.BASE_DIR) / "static"
        self.out = Path(settings.STATIC_ROOT).parent / "bundles"

    def check(self, **_options: object) -> "list[CheckMessage]":
        """Nothing to configure, hence nothing to check."""
        return []

    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **_deprecated: object
    ) -> "str | list[str]":
        """The absolute path of a bundle, built if needed; empty for any other path."""
        for bundle in BUNDLES:
            if path == bundle.target:
                built = str(bundle.build(self.root, self.out))
                return [built] if find_all else built
        return []

    def list(  # type: ignore[override]
        self, ignore_patterns: Sequence[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Both bundles, for ``collectstatic``."""
        storage = FileSystemStorage(location=str(self.out))
        for bundle in BUNDLES:
            bundle.build(self.root, self.out)
            yield bundle.target, storage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names with a hash; the manifest never changes while a process runs, and a page asks for a dozen names."""

    @functools.cached_property
    def _urls(self) -> dict[str, str]:
        return {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of ``name``, worked out once."""
        if force:
            return str(super().url(name, force))
        if name not in self._urls:
            self._urls[name] = str(super().url(name))
        return self._urls[name]
