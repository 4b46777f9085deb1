"""Burnish: a local, private enhancer of code."""

__version__ = "0.1.0"
