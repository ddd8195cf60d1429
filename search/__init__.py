"""The read side for finding: documents, indexing, query understanding, two engines, one ranking, API and page."""
