"""Burnish over the Language Server Protocol."""
