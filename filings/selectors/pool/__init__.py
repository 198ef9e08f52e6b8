"""The reserve pool as pages read it: lists, what the checks say of an entry, its trend, the workbook. Reading only."""
