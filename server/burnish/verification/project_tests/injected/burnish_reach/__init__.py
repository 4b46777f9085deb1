"""Runs a project's tests within its own interpreter and writes down what came of each and which functions it reached."""
