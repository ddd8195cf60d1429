"""Addresses of this app. The pages of lessons, series, units and curricula are Wagtail's (``home.routing``)."""

from django.urls import URLPattern, URLResolver, path

from courses.views import curricula, filing, library, materials, textbooks

app_name = "courses"
MATERIAL = "lessons/<slug:code>/materials/<uuid:public_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("textbooks/", textbooks.textbooks, name="textbooks"),
    path("textbooks/<slug:code>/", textbooks.textbook, name="textbook"),
    path("lessons/<slug:code>/all.zip", materials.lesson_zip, name="lesson_zip"),
    path("lessons/<slug:code>/poster/", materials.lesson_poster, name="lesson_poster"),
    path("lessons/<slug:code>/qr.svg", materials.lesson_qr, name="lesson_qr"),
    path("lessons/<slug:code>/qr.png", materials.lesson_qr, {"kind": "png"}, name="lesson_qr_png"),
    path("lessons/<slug:code>/keep/", library.lesson_keep, name="lesson_keep"),
    path(MATERIAL, materials.material_download, name="material_download"),
    path(f"{MATERIAL}view/", materials.material_view, name="material_view"),
    path(f"{MATERIAL}file/", materials.material_file, name="material_file"),
    path(f"{MATERIAL}captions.vtt", materials.material_captions, name="material_captions"),
    path("curricula/", curricula.curricula, name="curricula"),
    path("school/<uuid:school_id>/curricula/", filing.school_curriculum, name="school_curricula"),
    path("school/<uuid:school_id>/curricula/begin/", filing.begin, name="begin_curriculum"),
    path("school/<uuid:school_id>/curricula/<slug:code>/", filing.school_curriculum, name="school_curriculum"),
    path("district/<uuid:organization_id>/curricula/", filing.filings, name="filings"),
    path("district/<uuid:organization_id>/curricula/<slug:code>/", filing.submission, name="submission"),
    path("me/saved/", library.saved_lessons, name="saved"),
    path("me/textbooks/", library.my_textbooks, name="my_textbooks"),
    path("me/textbooks/<slug:code>/here/", library.current_node, name="current_node"),
]
