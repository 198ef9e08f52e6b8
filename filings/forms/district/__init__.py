"""Forms of the district's work: findings, visits, the two decisions. What must hold is in services."""
