"""Snippets in rough and clean form, grown from a grammar: one function for each kind of thing to improve."""
