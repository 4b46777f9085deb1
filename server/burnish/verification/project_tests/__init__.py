"""A project's own tests: found, run in a copy of the project, and remembered by which code they reach."""
