"""Loads that need both apps: annual returns, grades and all that was there before the system."""
