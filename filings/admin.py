"""The admin site: accounts, districts and settings. No decision on any record is taken here (separation of duties)."""
