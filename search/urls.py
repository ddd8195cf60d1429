"""Addresses of this app."""

from django.urls import path

from search import reader_views, views
from search.desk import operator_views, synonym_views
from search.desk import views as desk_views
from search.personal import views as personal_views

app_name = "search"
urlpatterns = [
    path("lessons/", views.lesson_list, name="lesson_list"),
    path("search/", views.search_page, name="search_page"),
    path("lessons/suggest/", views.lesson_suggestions, name="lesson_suggestions"),
    path("lessons/opened/", reader_views.hit_opened, name="hit_opened"),
    path("lessons/wanted/", reader_views.lesson_wanted, name="lesson_wanted"),
    path("lessons/<slug:code>/similar/", reader_views.similar, name="similar"),
    path("me/searches/", personal_views.my_searches, name="my_searches"),
    path("me/searches/new/", personal_views.new_saved_search, name="new_saved_search"),
    path("me/searches/recent/", personal_views.recent_searches, name="recent_searches"),
    path("me/searches/<uuid:public_id>/", personal_views.saved_search, name="saved_search"),
    path("me/searches/<uuid:public_id>/alerts/", personal_views.switch_alerts, name="switch_alerts"),
    path("me/searches/<uuid:public_id>/remove/", personal_views.remove_saved_search, name="remove_saved_search"),
    path("workspace/search/", desk_views.desk, name="desk"),
    path("workspace/search/pins/new/", desk_views.new_pin, name="new_pin"),
    path("workspace/search/pins/<int:pin_id>/remove/", desk_views.remove_pin, name="remove_pin"),
    path("workspace/search/synonyms/", synonym_views.synonyms, name="synonyms"),
    path("workspace/search/synonyms/new/", synonym_views.new_synonym, name="new_synonym"),
    path("workspace/search/synonyms/<int:synonym_id>/", synonym_views.synonym, name="synonym"),
    path("workspace/search/synonyms/<int:synonym_id>/remove/", synonym_views.drop_synonym, name="drop_synonym"),
    path("operations/search/jobs/<int:job_id>/", operator_views.index_job, name="index_job"),
    path("operations/search/<slug:engine>/<slug:kind>/", operator_views.start_index_job, name="start_index_job"),
]
