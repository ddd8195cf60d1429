"""Synonyms: a list to look through, a form, and taking one out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.exceptions import Refusal
from search.desk.forms import SynonymForm
from search.models import Synonym
from search.policies import can_shape_search
from search.services import remove_synonym, save_synonym
from taxonomy.models import Subject

PER_PAGE = 30


@access.checked("search.can_shape_search")
@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """Every group, those of a word first asked for."""
    access.require(can_shape_search(request.user))
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    rows = Synonym.objects.order_by("words")
    if asked:
        rows = rows.filter(Q(words__icontains=asked) | Q(note__icontains=asked))
    names = dict(Subject.objects.values_list("code", "name"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed = [{"row": row, "subject": names.get(row.subject, row.subject)} for row in page.object_list]
    return render(request, "search/synonyms.html", {"page": page, "rows": listed, "asked": asked})


@access.checked("search.can_shape_search")
@require_http_methods(["GET", "HEAD", "POST"])
def new_synonym(request: HttpRequest) -> HttpResponse:
    """Add a group; ``?words=`` proposes its first word."""
    access.require(can_shape_search(request.user))
    words = request.GET.get("words", "").replace("\x00", "")[:40]
    return _edited(request, None, SynonymForm(request.POST or None, initial={"words": words, "active": True}))


@access.checked("search.can_shape_search")
@require_http_methods(["GET", "HEAD", "POST"])
def synonym(request: HttpRequest, synonym_id: int) -> HttpResponse:
    """Change a group, or let it rest."""
    access.require(can_shape_search(request.user))
    row = get_object_or_404(Synonym, pk=synonym_id)
    held = {"words": row.words, "subject": row.subject, "note": row.note, "active": row.active}
    return _edited(request, row, SynonymForm(request.POST or None, initial=held))


@access.checked("search.can_shape_search")
@require_POST
def drop_synonym(request: HttpRequest, synonym_id: int) -> HttpResponse:
    """Take a group out."""
    access.require(can_shape_search(request.user))
    row = get_object_or_404(Synonym, pk=synonym_id)
    words = row.words
    remove_synonym(actor=request.user, synonym=row)
    messages.success(request, _("已删去“%(words)s”。") % {"words": words})
    return redirect("search:synonyms")


def _edited(request: HttpRequest, row: Synonym | None, form: SynonymForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_synonym(actor=request.user, synonym=row, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("已保存“%(words)s”，几秒内生效。") % {"words": saved.words})
            return redirect("search:synonyms")
    return render(request, "search/synonym.html", {"form": form, "row": row})
