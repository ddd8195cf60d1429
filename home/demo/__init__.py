"""The demo city: content of our own as data files, and pure composers that turn it into facts for the loader.

Nothing here knows Django: the management command ``load_demo_city`` reads ``content.load_content()`` and hands what it
finds to the services of the apps. Dates are relative to the day given as ``today``; every choice is seeded, so that two
loads on the same day build the same city.
"""
