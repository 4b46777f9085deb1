"""Measurements, side by side with others'. Run by hand; no test depends on a time."""
