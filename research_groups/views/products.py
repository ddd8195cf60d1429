"""Products: hand one in, read the file of one."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import access
from materials.constants import Visibility
from materials.services import store_material
from materials.serving import serve_file
from organizations.querysets import home_organization
from research_groups.forms import ProductForm
from research_groups.models import Product, RequiredProduct
from research_groups.policies import can_hand_in, can_open_product_file
from research_groups.services import hand_in
from research_groups.views.activities import find
from research_groups.views.answers import tried


@access.checked("research_groups.can_hand_in")
@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, public_id: uuid.UUID, requirement_id: int) -> HttpResponse:
    """Hand a product in, or change one's own."""
    found = find(request, public_id)
    access.require(can_hand_in(request.user, found))
    requirement = get_object_or_404(RequiredProduct, activity=found, pk=requirement_id)
    own = Product.objects.filter(requirement=requirement, person_id=request.user.pk).first()
    initial = {"title": own.title, "text": own.text, "lesson": own.lesson.code if own.lesson else ""} if own else {}
    form = ProductForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        requirement=requirement,
        user=request.user,
        kept=own,
    )
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _hand_in(request, form, own)) is not None:
        messages.success(request, _("%(what)s已上交。") % {"what": requirement.get_kind_display()})
        return redirect(found)
    context = {"activity": found, "requirement": requirement, "form": form, "own": own}
    return render(request, "research_groups/product.html", context)


@access.checked("research_groups.can_open_product_file")
@require_safe
def product_file(request: HttpRequest, public_id: uuid.UUID, product_id: int) -> HttpResponseBase:
    """The file of a product, for those who may read it."""
    found = find(request, public_id)
    kept = get_object_or_404(
        Product.objects.select_related("requirement__activity", "material"), requirement__activity=found, pk=product_id
    )
    access.require(can_open_product_file(request.user, kept))
    material = kept.material
    if material is None:
        raise Http404
    return serve_file(
        request,
        material.file,
        filename=material.original_name,
        content_type=material.content_type,
        as_attachment=not material.is_video,
    )


def _hand_in(request: HttpRequest, form: ProductForm, own: Product | None) -> Product:
    given = form.cleaned_data
    material = own.material if own else None
    if given["file"]:
        material = store_material(
            actor=request.user,
            content=given["file"],
            filename=given["file"].name,
            kind=form.material_kind,
            organization=home_organization(request.user),
            visibility=Visibility.OWNER,
        )
    return hand_in(
        actor=request.user,
        requirement=form.requirement,
        person=request.user,
        title=given["title"],
        text=given["text"],
        material=material,
        lesson=given.get("lesson"),
    )
