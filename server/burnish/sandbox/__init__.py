"""Places where code that nobody trusts can run: what they all are, and how they are opened."""

from burnish.sandbox.sandbox import Lost, Overrun, Sandbox, Session, Twofold, Unsupported

__all__ = ["Lost", "Overrun", "Sandbox", "Session", "Twofold", "Unsupported"]
