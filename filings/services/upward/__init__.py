"""Recommendation upward: letters to province and nation, and their results."""
