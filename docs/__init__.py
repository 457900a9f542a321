"""The book: the series as a website that needs neither a kernel nor a network."""
