"""How good the search is, on judged queries."""
