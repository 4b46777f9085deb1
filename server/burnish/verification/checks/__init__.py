"""The checks of the gate, one a file: each has a `check` that judges a rewrite, and says what it showed."""
