"""The database of the tests themselves: committed tests leave no trace and every guard stands again."""

import pytest
from django.db import IntegrityError, connection, connections, transaction
from wagtail.models import Locale, Page

from core import append_only


@pytest.mark.parametrize("turn", [1, 2])
def test_committed_test_starts_from_the_initial_rows(committed_db: None, turn: int) -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert Locale.objects.exists()
    assert append_only.missing(connections["default"]) == []
    Locale.objects.create(language_code="fr")


def test_guarded_rows_do_not_outlive_a_committed_test(committed_db: None) -> None:
    from core.models import AuditEntry

    assert not AuditEntry.objects.exists()
    AuditEntry.objects.create(action="tests.wrote", target_type="x", target_id="1")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry")


@pytest.mark.django_db
def test_rolled_back_test_after_committed_ones_sees_the_initial_rows() -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert not Locale.objects.filter(language_code="fr").exists()
