"""``python -m docs.screens [ADDRESS]``: the screenshots of the README, drawn from a running demo.

Starts nothing. ADDRESS, or ``SITE_URL``, or ``http://127.0.0.1:PORT`` names a site that has the demo city; Chromium
comes from ``YANXUN_TEST_CHROMIUM`` or from PATH. Writes ``docs/screens/<name>.png``: what a reader sees without
scrolling, in fewer colours where a picture would be larger than ``LARGEST``. Ends with 1 where a picture is missing.
"""

import argparse
import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screens"
LARGEST = 300_000  # bytes of one picture: the README is read on slow lines too
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 780}
STUDIED = "/lessons/?q=一个数除以分数"  # the demo's lesson that a group polished in several activities
FIRST_HIT = '.lesson-row__title a[href^="/lessons/"]'


@dataclass(frozen=True)
class Screen:
    """One picture: begin at ``path`` (``""``: where the account starts), then go where the links of ``follow`` lead.

    ``scroll_to`` names what stands at the top of the picture.
    """

    name: str
    path: str
    role: str = ""
    follow: tuple[str, ...] = ()
    size: ViewportSize | None = None
    scroll_to: str = ""

    @property
    def viewport(self) -> ViewportSize:
        """The window, wide unless said otherwise."""
        return self.size or WIDE


SCREENS = (
    Screen("home", "/"),
    Screen("search", "/lessons/?q=分数除法"),
    Screen("lesson", STUDIED, follow=(FIRST_HIT,)),
    Screen("lineage", STUDIED, follow=(FIRST_HIT,), scroll_to=".lineage"),
    Screen("textbook", STUDIED, follow=(FIRST_HIT, 'main a[href^="/textbooks/"]:not([href*="?"])')),
    Screen("start", "/me/", role="teacher"),
    Screen("series", "/series/", role="teacher", follow=(".series-card__title a",)),
    Screen("my-hours", "/me/hours/", role="teacher"),
    Screen("staff", "", role="leader"),
    Screen("group", STUDIED, role="group_host", follow=(FIRST_HIT, '.lineage a[href^="/groups/"]')),
    Screen("curriculum", "/curricula/", follow=('main a[href^="/curricula/"]:not([href*="?"])',)),
    Screen("editor", "/editor/pages/", role="editor", follow=('main td a[href*="/edit/"]',)),
    Screen("home-360", "/", size=NARROW),
    Screen("lesson-360", STUDIED, follow=(FIRST_HIT,), size=NARROW),
    Screen("my-hours-360", "/me/hours/", role="teacher", size=NARROW),
)


class Spoilt(RuntimeError):
    """A page that is not worth a picture."""


def chromium() -> str | None:
    """Where Chromium is; ``None`` lets Playwright look for its own."""
    return os.environ.get("YANXUN_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    """One Chromium; without a sandbox for root, who has no right to make one."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            yield opened
        finally:
            opened.close()


def go(page: Page, address: str) -> None:
    """Open an address; refuses anything but 200, an error page makes no picture."""
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise Spoilt(f"{address} answers {answer.status if answer else 'nothing'}")


def sign_in(page: Page, site: str, role: str) -> None:
    """Press the demo's button of a role."""
    go(page, f"{site}/accounts/login/")
    # The strip above the page offers the same accounts, folded away.
    button = page.locator(f'main button[formaction="/demo/sign-in/{role}/"]').first
    with page.expect_navigation(wait_until="networkidle"):
        button.click()


def draw(page: Page, site: str, screen: Screen) -> bytes:
    """The picture as PNG in full colour."""
    if screen.role:
        sign_in(page, site, screen.role)
    if screen.path:
        go(page, f"{site}{screen.path}")
    else:
        page.reload(wait_until="networkidle")  # without the greeting of the sign-in
    for link in screen.follow:
        address = page.locator(link).first.evaluate("link => link.href.split('#')[0]")
        go(page, address)
    page.evaluate("document.fonts.ready.then(() => true)")
    if screen.scroll_to:
        page.locator(screen.scroll_to).first.evaluate("part => scrollTo(0, part.getBoundingClientRect().top - 160)")
    return page.screenshot(animations="disabled")


def small(picture: bytes) -> bytes:
    """The same picture, in a palette only where its size asks for it."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (0, 256, 128):
        out = io.BytesIO()
        kept = drawn.quantize(colours, kmeans=1, dither=Image.Dither.NONE) if colours else drawn
        kept.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise Spoilt(f"more than {LARGEST:,} bytes")


def keep(opened: Browser, site: str, screen: Screen) -> str:
    """Draw one screen in a browser window of its own and keep it; returns what to say about it."""
    window = opened.new_context(
        viewport=screen.viewport, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    try:
        picture = small(draw(window.new_page(), site, screen))
    finally:
        window.close()
    target = FOLDER / f"{screen.name}.png"
    target.write_bytes(picture)
    return f"{target.name} {len(picture) // 1000} kB"


def main() -> int:
    """Exit code 1 when a picture is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    found = os.environ.get("SITE_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    parser.add_argument("address", nargs="?", default=found, help=f"a running demo ({found})")
    parser.add_argument("--only", nargs="*", metavar="NAME", choices=[one.name for one in SCREENS], help="some of them")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    failed = 0
    with browser() as opened:
        for screen in SCREENS:
            if options.only and screen.name not in options.only:
                continue
            try:
                print(keep(opened, options.address.rstrip("/"), screen), flush=True)
            except (Spoilt, Error) as reason:
                failed += 1
                print(f"{screen.name}: {reason}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
