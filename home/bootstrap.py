"""The least a fresh database needs: root page and site, vocabulary, rule sets. Every step may run again."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from home.models import HomePage, TextPage
from taxonomy.services import load_vocabulary
from training.services import load_rule_sets

TEXT_PAGES = {
    "about": (
        "关于研训",
        "<p>研训把一节课、打磨它的团队、研究它的活动和由此认定的学时连成一条记录。教师在这里找课、学课程、参加教研；"
        "教研员发布课程系列、组织活动；学校看得到本校教师的学时从哪里来。</p>"
        "<h3>数字怎么来</h3><p>每个学时都能点开：条款、依据、认定单位。改动只以新的一条更正记录出现，原来的记录不会被改写。</p>",
    ),
    "help": (
        "帮助",
        "<h3>学时怎么来的</h3><p>完成课程、参加区级认定的教研活动并交齐产出后，平台按所在区县的学时认定办法计入。"
        "1学时＝45分钟，学分按办法换算。</p><h3>数字不对怎么办</h3><p>在“我的学时”点开那一条，看它的依据；"
        "依据有误时联系认定单位更正，更正会另记一条，说明理由。</p>",
    ),
    "privacy": (
        "隐私与个人信息",
        "<p>姓名、单位和学时只有本人、本校负责人和上级主管看得到。导出有记录，写明谁在什么时候导出了什么。"
        "课堂实录只按作者选择的范围开放。</p>",
    ),
    "accessibility": (
        "无障碍说明",
        "<p>所有页面可以只用键盘操作，可以把字号放大到特大；视频有字幕。遇到用不了的地方，请告诉区教师进修学院。</p>",
    ),
}


@transaction.atomic
def bootstrap_site() -> HomePage:
    """Create what is missing: home page, site at ``SITE_URL``, text pages, vocabulary, rule sets."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = HomePage.objects.first() or _plant_home()
    _point_site(home)
    for slug, (title, body) in TEXT_PAGES.items():
        if not TextPage.objects.child_of(home).filter(slug=slug).exists():
            page = TextPage(title=title, slug=slug, body=body)
            home.add_child(instance=page)
            page.save_revision().publish(skip_permission_checks=True)
    load_vocabulary()
    load_rule_sets()
    return home


def _plant_home() -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = HomePage(
        title="研训", slug="yanxun", lead="按教材单元排列；每节课都连着磨课团队、相关教研活动和认定的学时。"
    )
    root.add_child(instance=home)
    home.save_revision().publish(skip_permission_checks=True)
    # Wagtail's own welcome page would otherwise answer at "/".
    for page in root.get_children().exclude(pk=home.pk).filter(slug="home"):
        Site.objects.filter(root_page=page).update(root_page=home)
        page.delete()
    return home


def _point_site(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted = {
        "hostname": address.hostname,
        "port": port,
        "root_page_id": home.pk,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
