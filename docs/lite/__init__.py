"""The series as it is, in the browser: a JupyterLite that holds ``nnlib``.

``lock.json`` says which files the browser gets: Pyodide with its version, and each
package with its version and checksum.
"""
