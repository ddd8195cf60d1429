"""The editor through real requests: own pages open, others' do not exist, and rights end with the membership."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction

from core.models import SiteDocument, SiteImage
from organizations.constants import Role
from organizations.permissions import page_policy
from organizations.services import add_membership, end_membership
from tests.organizations.conftest import City, SignIn, make_page

IMAGE_NAME = "别家的图片"
FILE_NAME = "别家的文件"


def editor_routes() -> list[tuple[str, str, list[str]]]:
    """(route, name, its keys) of every address under the editor's prefix."""

    def walk(patterns: list[Any], prefix: str = "", space: str = "") -> Iterator[tuple[str, str, list[str]]]:
        for each in patterns:
            route = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, route, ":".join(filter(None, [space, each.namespace or ""])))
            elif isinstance(each, URLPattern) and each.name:
                yield route, ":".join(filter(None, [space, each.name])), list(each.pattern.regex.groupindex)

    return [found for found in walk(get_resolver().url_patterns) if found[0].startswith("editor/")]


@pytest.fixture
def media(city: City) -> tuple[SiteImage, SiteDocument]:
    """A picture and a file on the far institute's shelf."""
    shelf = city.far.institute.collection
    image = SiteImage.objects.create(title=IMAGE_NAME, file=get_test_image_file(), collection=shelf)
    document = SiteDocument.objects.create(title=FILE_NAME, file=ContentFile(b"text", name="far.txt"), collection=shelf)
    return image, document


@pytest.fixture
def editor(city: City, sign_in: SignIn) -> Client:
    """An editor of the near institute."""
    return sign_in((Role.EDITOR, city.near.institute))[0]


def state_of(page: Page) -> tuple[Any, ...]:
    """What must not change by anything an editor of another organization does."""
    found = Page.objects.get(pk=page.pk)
    return (
        found.title,
        found.live,
        found.path,
        found.locked,
        found.latest_revision_id,
        found.numchild,
        PageViewRestriction.objects.filter(page=found).count(),
    )


def test_own_pages_open(city: City, editor: Client) -> None:
    """Explorer, editing, adding, history, preview, moving, choosing below the own page."""
    near = city.near
    for address in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[near.page.pk]),
        reverse("wagtailadmin_pages:edit", args=[near.draft.pk]),
        reverse("wagtailadmin_pages:add", args=["courses", "seriespage", near.page.pk]),
        reverse("wagtailadmin_pages:history", args=[near.draft.pk]),
        reverse("wagtailadmin_pages:copy", args=[near.draft.pk]),
        reverse("wagtailadmin_pages:move", args=[near.draft.pk]),
        reverse("wagtailadmin_pages:delete", args=[near.draft.pk]),
        reverse("wagtailadmin_pages:unpublish", args=[near.live.pk]),
        reverse("wagtailadmin_choose_page_child", args=[near.page.pk]),
        reverse("wagtailimages:index"),
        reverse("wagtailimages:add"),
        reverse("wagtaildocs:index"),
    ):
        assert editor.get(address).status_code == 200, address
    assert editor.get(reverse("wagtailadmin_account")).headers["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_shows_or_changes_what_belongs_to_others(
    city: City, editor: Client, media: tuple[SiteImage, SiteDocument], method: str
) -> None:
    """Every route of the editor, with another organization's keys in it: no title shown, nothing changed."""
    far, (image, document) = city.far, media
    revision = far.draft.latest_revision_id
    keys = {
        "page_id": far.draft.pk,
        "parent_page_id": far.draft.pk,
        "page_to_move_id": far.draft.pk,
        "destination_id": far.page.pk,
        "revision_id": revision,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "filter_spec": "original",
        "content_type_app_name": "courses",
        "content_type_model_name": "seriespage",
        "app_label": "wagtailcore",
        "app_name": "wagtailcore",
        "model_name": "page",
        "action": "delete",
        "action_name": "delete",
        "object_id": far.draft.pk,
    }
    secrets = [far.draft.title, IMAGE_NAME, FILE_NAME]
    before = state_of(far.draft), state_of(far.live), state_of(far.page)
    seen = 0
    for route, name, names in editor_routes():
        own_key = image.pk if "image" in name else document.pk if "doc" in name else far.draft.pk
        values = {key: keys.get(key, own_key if key == "pk" else 1) for key in names}
        query = f"?id={values.get('pk', own_key)}&childOf={far.page.pk}&q={far.draft.title[:2]}"
        body = {
            "new_title": "x",
            "new_slug": "y",
            "new_parent_page": far.page.pk,
            "confirm": "1",
            "external-link-chooser-url": "/",
        }
        answer = getattr(editor, method)(reverse(name, kwargs=values) + query, data=body if method == "post" else {})
        text = answer.content.decode() if not answer.streaming else ""
        # A search page repeats the two characters that were asked for, never the title.
        assert not [secret for secret in secrets if secret in text], route
        if any(key in names for key in ("page_id", "page_to_move_id", "image_id", "document_id", "doc_id")):
            assert answer.status_code == 404, (route, answer.status_code)
        if name == "wagtailadmin_logout" and method == "post":
            editor.force_login(_person_of(city), backend="django.contrib.auth.backends.ModelBackend")
        seen += 1
    assert seen > 120
    assert (state_of(far.draft), state_of(far.live), state_of(far.page)) == before
    assert SiteImage.objects.filter(pk=image.pk).exists()
    assert SiteDocument.objects.filter(pk=document.pk).exists()


def _person_of(city: City) -> Any:
    return get_user_model().objects.get(memberships__organization=city.near.institute, memberships__role=Role.EDITOR)


@pytest.mark.parametrize("extra", ["", "&q=未公开"])
@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_do_not_list_others(city: City, editor: Client, action: str, extra: str) -> None:
    """By id, by "all" below a foreign parent, and by "all" without a parent."""
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    for query in (
        f"?id={city.near.draft.pk}&id={city.far.draft.pk}",
        f"?id=all&childOf={city.far.page.pk}",
        "?id=all",
        f"?id=all&childOf={city.far.page.get_parent().pk}",
    ):
        assert editor.get(address + query + extra).status_code == 404, query
    assert editor.get(f"{address}?id={city.near.draft.pk}").status_code == 200


def test_control_without_the_gate_titles_leak(city: City, editor: Client, settings: LazySettings) -> None:
    """What the gate is for: Wagtail's own views list foreign drafts by name. Red when the gate has become needless."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "EditorGate" not in name]
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert city.far.draft.title in editor.get(f"{bulk}?id={city.far.draft.pk}").content.decode()
    report = editor.get(reverse("wagtailadmin_reports:page_types_usage"))
    assert report.status_code == 200


def test_choosers_offer_own_drafts_and_public_pages(city: City, editor: Client) -> None:
    """Browsing and searching; restricted pages of others are not public."""
    listing = editor.get(reverse("wagtailadmin_choose_page_child", args=[city.far.page.pk])).json()["html"]
    assert city.far.live.title in listing
    assert city.far.draft.title not in listing
    PageViewRestriction.objects.create(page=city.far.live, restriction_type="login")
    listing = editor.get(reverse("wagtailadmin_choose_page_child", args=[city.far.page.pk])).json()["html"]
    assert city.far.live.title not in listing
    listing = editor.get(reverse("wagtailadmin_choose_page_child", args=[city.near.page.pk])).json()["html"]
    assert city.near.draft.title in listing
    chosen = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert editor.get(f"{chosen}?id={city.far.draft.pk}").status_code == 404
    assert editor.get(f"{chosen}?id={city.near.draft.pk}").status_code == 200


def test_foreign_targets_are_refused(city: City, editor: Client) -> None:
    """An own page neither moves nor is copied under another organization."""
    near, far = city.near, city.far
    confirm = reverse("wagtailadmin_pages:move_confirm", args=[near.draft.pk, far.page.pk])
    assert editor.post(confirm).status_code == 404
    editor.post(
        reverse("wagtailadmin_pages:copy", args=[near.draft.pk]),
        {"new_title": "复制", "new_slug": "copied", "new_parent_page": far.page.pk},
    )
    assert not Page.objects.filter(title="复制").exists()
    editor.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]) + f"?id={near.draft.pk}",
        {"chooser": far.page.pk, "move_applied": "1"},
    )
    assert state_of(far.page)[-2] == 2


def test_rights_end_with_the_membership_and_come_back(city: City, sign_in: SignIn) -> None:
    """The same session: in, out at the next request after the last day, in again with a new membership."""
    client, person = sign_in((Role.EDITOR, city.near.institute))
    edit = reverse("wagtailadmin_pages:edit", args=[city.near.draft.pk])
    assert client.get(edit).status_code == 200
    today = timezone.localdate()
    end_membership(actor=None, membership=person.memberships.get(), last_day=today - timedelta(days=1))
    assert client.get(edit).status_code == 404
    assert client.get(reverse("wagtailadmin_home")).status_code == 404
    assert person not in page_policy.users_with_permission("publish")
    add_membership(actor=None, person=person, organization=city.near.institute, role=Role.EDITOR, since=today)
    assert client.get(edit).status_code == 200
    assert person in page_policy.users_with_permission_for_instance("publish", city.near.draft)
    assert person not in page_policy.users_with_permission_for_instance("publish", city.far.draft)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.LEADER, Role.AUDITOR, Role.REVIEWER, Role.OPERATOR])
def test_other_roles_have_no_editor(city: City, sign_in: SignIn, role: Role) -> None:
    """Only editing roles of an organization with a page open the editor."""
    client, _person = sign_in((role, city.near.institute))
    assert client.get(reverse("wagtailadmin_home")).status_code == 404
    assert client.get(reverse("wagtailadmin_pages:edit", args=[city.near.draft.pk])).status_code == 404


def test_signing_out_is_no_link(city: City, editor: Client) -> None:
    """A picture with that address in a page must not end the session."""
    assert editor.get(reverse("wagtailadmin_logout")).status_code == 404
    assert editor.get(reverse("wagtailadmin_home")).status_code == 200


def test_visitors_are_sent_to_our_sign_in_page(city: City, client: Client) -> None:
    """Also from Wagtail's own sign-in address."""
    edit = reverse("wagtailadmin_pages:edit", args=[city.near.draft.pk])
    assert client.get(edit).headers["Location"].startswith("/accounts/login/")
    assert client.get("/editor/login/").headers["Location"] == "/accounts/login/?next=/editor/"


def test_editors_of_two_organizations_see_both_and_nothing_else(city: City, sign_in: SignIn) -> None:
    """The explorer starts at what both have in common and still shows only their own trees."""
    client, person = sign_in((Role.EDITOR, city.near.institute), (Role.EDITOR, city.far.institute))
    for each in (city.near, city.far):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[each.draft.pk])).status_code == 200
    end_membership(
        actor=None,
        membership=person.memberships.get(organization=city.far.institute),
        last_day=timezone.localdate() - timedelta(days=1),
    )
    assert client.get(reverse("wagtailadmin_pages:edit", args=[city.far.draft.pk])).status_code == 404


def test_a_page_that_was_public_is_never_deleted(city: City, editor: Client) -> None:
    """Live, withdrawn, or with such a page below: single and in bulk, with a reason in Chinese."""
    near = city.near
    withdrawn = make_page(near.page, "撤下的系列", live=True)
    withdrawn.unpublish()
    for page in (near.live, withdrawn):
        answer = editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
        assert "公开过，只能撤下，不能删除" in answer.content.decode()
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}"
        answer = editor.post(f"{bulk}&next={reverse('wagtailadmin_explore', args=[near.page.pk])}", follow=True)
        assert "公开过，只能撤下，不能删除" in answer.content.decode()
        assert Page.objects.filter(pk=page.pk).exists()
    editor.post(reverse("wagtailadmin_pages:delete", args=[near.draft.pk]))
    assert not Page.objects.filter(pk=near.draft.pk).exists(), "a draft that nobody ever saw may go"


def test_a_public_page_can_be_withdrawn_by_its_editor(city: City, editor: Client) -> None:
    """Unpublishing works; the organization's own page stays."""
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[city.near.live.pk]))
    assert not Page.objects.get(pk=city.near.live.pk).live
    answer = editor.post(reverse("wagtailadmin_pages:unpublish", args=[city.near.page.pk]), follow=True)
    assert "不能移动或撤下" in answer.content.decode()
    assert Page.objects.get(pk=city.near.page.pk).live


def test_pictures_go_to_the_own_shelf(city: City, editor: Client) -> None:
    """With one shelf there is nothing to choose, and colleagues elsewhere do not see the picture."""
    file = SimpleUploadedFile("near.png", get_test_image_file().file.getvalue(), content_type="image/png")
    answer = editor.post(reverse("wagtailimages:add"), {"title": "自己的图片", "file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    image = SiteImage.objects.get(title="自己的图片")
    assert image.collection == city.near.institute.collection
    assert "自己的图片" in editor.get(reverse("wagtailimages_chooser:choose")).json()["html"]


def test_menus_are_ours(city: City, editor: Client) -> None:
    """No reports, settings, users, groups or help."""
    text = editor.get(reverse("wagtailadmin_home")).content.decode()
    names = set(re.findall(r'"name": ?"([a-z-]+)"', text))
    assert "explorer" in names
    assert names.isdisjoint({"reports", "settings", "help", "users", "groups", "workflows", "sites"})
