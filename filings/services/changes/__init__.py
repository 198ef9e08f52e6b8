"""Article 14: a change of a filing from its report over the district's checks to the city's filing; and giving up a filing."""
