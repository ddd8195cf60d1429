"""The interface's own mechanics: bundles, type size, figures, components and their list."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory

from core import charts
from core.templatetags import interface
from core.type_size import TypeSizeMiddleware

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "cotton"
STYLES = Path(settings.BASE_DIR) / "static" / "css"


def rendered(component: str, path: str = "/", **attributes: Any) -> str:
    given = " ".join(f':{name}="{name}"' for name in attributes)
    template = engines["django"].from_string(f"{{% cotton {component} {given} / %}}")
    return str(template.render(attributes, RequestFactory().get(path)))


def test_bundle_holds_every_component_style_once_and_layers_first() -> None:
    bundle = Path(str(finders.find("css/bundle.css"))).read_text()
    assert bundle.startswith("@layer tokens, base, vendor, layout, components, utilities;")
    assert "@import" not in bundle
    listed = re.findall(r'@import "([^"]+)";', (STYLES / "site.css").read_text())
    assert sorted(listed) == sorted(set(listed))
    assert {f"components/{path.name}" for path in (STYLES / "components").glob("*.css")} <= set(listed)


def test_script_bundle_keeps_the_names_of_each_file_apart() -> None:
    bundle = Path(str(finders.find("js/bundle.js"))).read_text()
    assert bundle.count("{\n/*") >= 8
    assert not re.search(r"^(import|export) ", bundle, re.MULTILINE)


def test_no_component_names_a_raw_colour_or_writes_inline_style() -> None:
    for path in (STYLES / "components").glob("*.css"):
        assert not re.search(
            r"#[0-9a-fA-F]{3,8}\b|\brgb\(|var\(--(azurite|malachite|ochre|gamboge|cinnabar|ink)-", path.read_text()
        )
    for path in COMPONENTS.parent.rglob("*.html"):
        assert not re.search(r'\sstyle="|<style|\son(click|change|submit|load)=', path.read_text()), path.name


def test_every_component_says_its_attributes_and_is_in_the_index() -> None:
    index = (COMPONENTS / "README.md").read_text()
    for path in COMPONENTS.glob("*.html"):
        assert path.read_text().startswith("{% comment %}"), path.name
        name = path.stem.replace("_", "-")
        assert f"`<c-{name}>`" in index, f"{name}: add a line to templates/cotton/README.md"


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [(1230, 0, "1,230"), (Decimal("9.666"), 2, "9.66"), (Decimal("-0.5"), 2, "−0.50"), (None, 2, "—"), (0, 2, "0.00")],
)
def test_figures_are_cut_never_rounded_up(value: Any, places: int, expected: str) -> None:
    assert interface.figure(value, places) == expected


def test_widths_and_durations() -> None:
    assert [interface.percent(value) for value in (63.44, 140, -1, None)] == ["63.44%", "100%", "0%", "0%"]
    assert [interface.duration(value) for value in (70, 1164, 4000, None)] == ["1:10", "19:24", "1:06:40", ""]


def test_page_links_keep_the_whole_address() -> None:
    page = Paginator(range(50), 10).get_page(2)
    html = rendered("pagination", "/lessons/?q=分数&grade=6&grade=5&page=2", page=page, unit="节", param="page")
    assert "?q=%E5%88%86%E6%95%B0&amp;grade=6&amp;grade=5&amp;page=3" in html
    assert 'href="?q=%E5%88%86%E6%95%B0&amp;grade=6&amp;grade=5"' in html
    assert "第11—20节，共50节" in html


def test_a_refused_field_is_described_by_its_hint_and_error() -> None:
    class Form(forms.Form):
        number = forms.CharField(label="证书编号", help_text="照证书填")
        note = forms.CharField(label="说明", required=False)

    form = Form({})
    html = rendered("field", field=form["number"])
    assert 'aria-describedby="id_number_hint id_number_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_number_error"' in html
    assert "（可以不填）" in rendered("field", field=form["note"])
    assert 'href="#id_number"' in rendered("error-summary", form=form, level="2")


def test_a_text_in_an_attribute_is_escaped() -> None:
    html = rendered("bar", percent=50, label='"><script>')
    assert "<script>" not in html


def test_stacked_columns_re_add_and_stay_inside_the_picture() -> None:
    chart = charts.stacked_columns(
        ["7月", "8月"],
        [("a", [1, 2]), ("b", [3, 0])],
        label="",
        unit="",
        caption="",
        first_head="月",
        total_head="合计",
    )
    assert chart.table is not None
    assert [row[-1] for row in chart.table.rows] == ["4", "2"]
    bars = [shape for shape in chart.shapes if shape.tag == "rect"]
    assert len(bars) == 3, "nothing is drawn for zero"
    assert all(0 <= float(shape.y) <= chart.height for shape in bars)


def test_a_year_to_come_is_an_outline_without_a_number() -> None:
    chart = charts.year_bars(
        [("2025—26", [6.66, 3.0]), ("2026—27", None)],
        required=16,
        series=["区级", "校级"],
        label="",
        caption="",
        year_head="年度",
        total_head="合计",
    )
    assert chart.table is not None
    assert chart.table.rows == [["2025—26", "6.66", "3.00", "9.66"]]
    assert sum(shape.kind == "future" for shape in chart.shapes) == 1


@pytest.mark.django_db
def test_type_size_is_a_cookie_and_leaves_the_address() -> None:
    client = Client()
    answer = client.get("/styleguide/?as=teacher&type=large")
    assert answer.status_code == 302
    assert answer["Location"] == "/styleguide/?as=teacher"
    assert 'data-type="large"' in client.get("/styleguide/").content.decode()


def test_type_size_never_leads_to_another_host() -> None:
    request = RequestFactory().get("/", {"type": "large"})
    request.path = "//evil.example/"
    answer = TypeSizeMiddleware(lambda _request: HttpResponse())(request)
    assert answer["Location"] == "/%2Fevil.example/"


@pytest.mark.django_db
def test_other_values_of_type_are_left_to_the_page() -> None:
    assert Client().get("/styleguide/?type=studio").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", "teacher", "school"])
def test_the_list_of_components_shows_every_one(role: str) -> None:
    html = Client().get(f"/styleguide/?as={role}").content.decode()
    assert "{{" not in html
    assert "{%" not in html
    assert "<c-" not in html
    assert ('class="tab-bar"' in html) == (role == "teacher")
    assert ('class="workspace-bar"' in html) == (role == "school")


@pytest.mark.django_db
def test_a_site_without_demo_has_no_list_of_components(settings: Any) -> None:
    settings.DEBUG = settings.DEMO_CITY = False
    assert Client().get("/styleguide/").status_code == 404
