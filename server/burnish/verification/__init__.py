"""The gate: nothing unchecked reaches the editor, and nothing refuted."""

from burnish.verification.gate import verify
from burnish.verification.rewrite import Rewrite

__all__ = ["Rewrite", "verify"]
