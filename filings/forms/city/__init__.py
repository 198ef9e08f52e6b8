"""Forms of the city bureau, one module a task: rounds, panels, decisions."""
