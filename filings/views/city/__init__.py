"""Pages of the city bureau: rounds, panels, the acts on an application, objections."""
