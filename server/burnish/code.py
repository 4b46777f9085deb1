"""What a rule may ask of the code that it looks at: its text, what its names mean, how its file is laid out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.names import Names, Origin, names_of
from burnish.names.imports import imports
from burnish.project import Project
from burnish.project.conventions import Conventions, conventions_of, line_length
from burnish.text import Span


@dataclass(frozen=True, slots=True)
class Code:
    """A document within its project."""

    document: Document
    project: Project

    def text(self, part: Node | Span) -> str:
        return self.document.slice(part)

    def one_line(self, part: Node | Span) -> str:
        """The text of a part, white space as single spaces: to be shown in a message."""
        return " ".join(self.text(part).split())

    def listed(self, parts: Iterable[Node]) -> str:
        """The texts of some parts as a message names them, each once and shortened: `'a', 'b' and 'c'`."""
        *others, last = (f"'{shortened(text)}'" for text in dict.fromkeys(self.one_line(one) for one in parts))
        return f"{', '.join(others)} and {last}" if others else last

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the folders that the file lies in, from the project's root on."""
        folder, root = self.document.path.parent, self.project.root
        return folder.relative_to(root).parts if root is not None and folder.is_relative_to(root) else folder.parts

    @property
    def names(self) -> Names:
        return names_of(self.document)

    def uses(self, name: Node) -> tuple[Node, ...]:
        """Every place that reads the variable that a name refers to, in source order; none where nothing binds it."""
        binding = self.names.binding(name)
        return () if binding is None else self.names.uses(binding)

    def origin(self, node: Node) -> Origin:
        """What a name, a chain of names or another expression comes from."""
        return self.names.origin(node)

    @property
    def conventions(self) -> Conventions:
        """How the file is laid out, by the project's settings or its habits."""
        return conventions_of(self.document, self.project)

    @property
    def line_length(self) -> int:
        """The columns that a line may take; known sooner than all conventions are."""
        return line_length(self.document, self.project)

    def imports_any(self, modules: Collection[str]) -> bool:
        """Whether the file imports one of these modules, or something of it."""
        return any(path in modules or path.split(".")[0] in modules for path in imports(self.document).values())


def shortened(text: str) -> str:
    """Code in a message, no longer than it takes to know it again."""
    return text if len(text) <= _LONGEST_NAMED else f"{text[: _LONGEST_NAMED - 3]}..."


_LONGEST_NAMED = 40
"""Characters."""
