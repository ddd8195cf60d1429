"""The runner and its verdicts."""
