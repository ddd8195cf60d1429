"""作者."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.choosers.limits import EDITORS, PER_PAGE, WordFilterForm, colleagues


class PersonFilterForm(WordFilterForm):
    """By name."""

    columns = ("name",)


class PersonList:
    """Colleagues only: the editor is no directory of teachers."""

    filter_form_class = PersonFilterForm
    per_page = PER_PAGE

    def get_object_list(self) -> QuerySet[Any]:
        """Who works where the editor writes."""
        return colleagues(self.request.user)  # type: ignore[attr-defined]

    def can_create(self) -> bool:
        """Accounts come from rosters."""
        return False


@EDITORS
class PersonChooseView(PersonList, views.ChooseView):
    """The dialogue."""


@EDITORS
class PersonResultsView(PersonList, views.ChooseResultsView):
    """Its list after a search."""


@EDITORS
class PersonChosenView(views.ChosenView):
    """The answer for one id, colleagues only."""

    def get_object(self, pk: str) -> Any:
        """Somebody else's id does not exist here."""
        return colleagues(self.request.user).get(pk=pk)


@EDITORS
class PersonChosenMultipleView(views.ChosenMultipleView):
    """The same for several."""

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        """Colleagues of these."""
        return colleagues(self.request.user).filter(pk__in=pks)


class PersonChooserViewSet(ChooserViewSet):
    """作者."""

    model = get_user_model()
    icon = "user"
    choose_one_text = _("选择同事")
    choose_another_text = _("换一位")
    register_widget = False
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonResultsView
    chosen_view_class = PersonChosenView
    chosen_multiple_view_class = PersonChosenMultipleView


person_chooser = PersonChooserViewSet("person_chooser", url_prefix="choose/person")
