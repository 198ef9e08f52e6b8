"""What the admin site shows: accounts, districts, settings, e-mails that have not gone out, and registers to load rows into. No decision on any record is
taken here.
"""

from filings.admin import accounts, mails, registers

__all__ = ["accounts", "mails", "registers"]
