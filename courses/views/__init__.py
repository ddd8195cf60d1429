"""Pages and downloads of this app that are no Wagtail pages."""
