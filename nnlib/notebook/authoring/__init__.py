"""For who writes the series: its plan, its map, and the command that stores it."""
