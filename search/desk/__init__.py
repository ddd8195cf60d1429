"""The desk of editors and operators: what is asked and not found, pinned answers, the state of the indexes."""
