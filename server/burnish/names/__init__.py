"""What a name means in one file: its scopes, its bindings, what it comes from and what it holds.

`names_of(document)` is the door. What crosses files is not known here.
"""

from burnish.names.binding import Binding, Form, Scope, ScopeKind
from burnish.names.exports import Export
from burnish.names.handed import Escape, Handed, Way
from burnish.names.kinds import Kind, Value
from burnish.names.names import Names, names_of
from burnish.names.origin import Origin, OriginKind

__all__ = [
    "Binding",
    "Escape",
    "Export",
    "Form",
    "Handed",
    "Kind",
    "Names",
    "Origin",
    "OriginKind",
    "Scope",
    "ScopeKind",
    "Value",
    "Way",
    "names_of",
]
