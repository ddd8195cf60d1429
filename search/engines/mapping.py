"""The mapping of the server index: strict, over our own tokens."""

import hashlib
import json

from elasticsearch.dsl import Boolean, DenseVector, Document, Integer, Keyword, Long, Text, analyzer

DIMENSIONS = 384  # of search.meaning's model
our_tokens = analyzer("our_tokens", tokenizer="whitespace", filter=[])


class LessonIndex(Document):
    """The strict mapping; a new field without a mapping is an error, not a guess."""

    key = Keyword()
    page_id = Long(index=False)
    entity = Keyword()
    public = Boolean()
    stage = Keyword()
    subject = Keyword()
    grade = Keyword()
    edition = Keyword()
    term = Keyword()
    type = Keyword()
    level = Keyword()
    kind = Keyword()
    school = Keyword()
    unit_number = Integer()
    volume_id = Long()
    node_path = Keyword()
    order = Keyword()
    released = Keyword()
    title = Text(analyzer=our_tokens, norms=False, index_options="docs")
    card = Text(analyzer=our_tokens, norms=False, index_options="docs")
    text = Text(analyzer=our_tokens, norms=False, index_options="docs")
    members = Text(analyzer=our_tokens, norms=False, index_options="docs")
    sounds = Text(analyzer=our_tokens, norms=False, index_options="docs")

    # Mean of the vectors of card and title, so not of unit length; the product with a query is the mean similarity.
    meaning = DenseVector(dims=DIMENSIONS, index=True, similarity="max_inner_product", index_options={"type": "hnsw"})

    class Meta:
        dynamic = "strict"


def mapping_digest() -> str:
    """A short name of the mapping; a changed one asks for a rebuild (``check_index`` says so)."""
    shape = json.dumps(LessonIndex._doc_type.mapping.to_dict(), sort_keys=True)
    return hashlib.sha256(shape.encode()).hexdigest()[:8]
