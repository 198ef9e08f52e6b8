"""Pages of the districts' work: the queue (shared with the city), the workspace, visits, the two decisions."""
