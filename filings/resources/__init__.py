"""Loads of sheets for the admin site (django-import-export)."""
