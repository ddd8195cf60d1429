"""Rows of a related table as one JSON column: a page with four short lists costs one statement instead of five."""

from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class JSONRows(Subquery):
    """A list of objects, in the order of ``rows``; its values are what JSON knows, days are ISO texts.

    ``JSONRows(Moment.objects.filter(page=OuterRef("pk")).order_by("second"), second="second", text="text")``
    """

    template = "(SELECT json_group_array(json(piece)) FROM (%(subquery)s) AS pieces)"
    output_field = JSONField()

    def __init__(self, rows: QuerySet[Any], **fields: Any) -> None:
        super().__init__(rows.values(piece=JSONObject(**fields)))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same by PostgreSQL's names; none at all is an empty list on both."""
        template = "(SELECT COALESCE(jsonb_agg(piece), '[]'::jsonb) FROM (%(subquery)s) AS pieces)"
        return self.as_sql(compiler, connection, template=template, **context)
