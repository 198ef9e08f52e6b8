"""What the admin site shows: accounts, districts, settings, and registers to load rows into. No decision on any record is
taken here.
"""

from filings.admin import accounts, registers

__all__ = ["accounts", "registers"]
