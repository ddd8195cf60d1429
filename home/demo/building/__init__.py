"""Building the demo city through the services: what ``load_demo_city`` runs, step by step."""
