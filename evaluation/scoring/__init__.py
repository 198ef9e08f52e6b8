"""Pure arithmetic of marks: sheets, panels. No Django, no clock, no record."""
