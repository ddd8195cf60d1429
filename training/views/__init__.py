"""Views of training, by whom they serve."""
