"""The front door: home page, organization pages, navigation and the personal start page."""
