"""The gate: nothing unproven reaches the editor."""

from burnish.verification.gate import verify
from burnish.verification.rewrite import Rewrite

__all__ = ["Rewrite", "verify"]
