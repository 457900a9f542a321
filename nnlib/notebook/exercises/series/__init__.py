"""The exercises of the series, one module for each notebook."""
