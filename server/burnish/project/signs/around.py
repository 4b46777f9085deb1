"""A file's place in its project, and what lies around it; read from the disk as far as it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

WEB = (".js", ".cjs", ".mjs", ".css", ".jsx", ".html", ".htm")

Listing = Callable[[Path], frozenset[str]]
"""The lower-case names of what lies in a folder; none for one that cannot be read."""


@dataclass(frozen=True, slots=True)
class Around:
    """Where a file lies. All names are in lower case."""

    path: Path
    root: Path | None
    """The project's; None for a file that lies in none, or is only a name."""
    names_of: Listing

    @property
    def name(self) -> str:
        return self.path.name.lower()

    @property
    def folders(self) -> Sequence[str]:
        """The folders between the root and the file; the last one only where the file lies elsewhere."""
        parts = self.path.relative_to(self.root).parts if self.root is not None else self.path.parts[-2:]
        return tuple(part.lower() for part in parts[:-1])

    @property
    def is_web(self) -> bool:
        return self.name.endswith(WEB)

    @property
    def names_at_root(self) -> frozenset[str]:
        return frozenset() if self.root is None else self.names_of(self.root)

    @property
    def has_own_licence(self) -> bool:
        """Whether a licence lies in the file's own folder, below the root, and no package of the project's own does."""
        folder = self.path.parent
        if self.root is None or folder == self.root or not self.names_of(folder).isdisjoint(_MANIFESTS):
            return False
        return self._has_licence(folder)

    def has_licence_below(self, word: str) -> bool:
        """Whether a licence lies in one of the folders between one of that name and the file."""
        if self.root is None or word not in self.folders:
            return False
        deep = len(self.folders) - self.folders.index(word) - 1
        return any(self._has_licence(one) for one in list(self.path.parents)[:deep])

    def _has_licence(self, folder: Path) -> bool:
        names = self.names_of(folder)
        return any(one.startswith(("license", "licence", "copying")) or "-license" in one for one in names)

    @property
    def is_of_a_collection(self) -> bool:
        """Whether the project is a collection of small ones: most of its many folders have a page of their own, and it has no
        manifest."""
        if self.root is None or len(self.folders) == 0 or not _MANIFESTS.isdisjoint(self.names_at_root):
            return False
        folders = [one for one in self.names_at_root if "." not in one and one not in _MANIFESTS]
        if not _COLLECTED <= len(folders) <= _MOST_FOLDERS or "index.html" in self.names_at_root:
            return False
        listed = [self.names_of(self.root / one) for one in folders]
        pages = sum("index.html" in one for one in listed)
        return pages >= _COLLECTED and 2 * pages >= sum(map(bool, listed))

    def names_in(self, folder: str) -> frozenset[str]:
        """What lies in the innermost folder around the file that is called so."""
        found = self._folder(folder)
        return frozenset() if found is None else self.names_of(found)

    def is_on_top(self, folder: str) -> bool:
        """Whether a folder around the file stands at the top of the project, or of a package in it."""
        if self.root is None:
            return self.folders[:1] == (folder,)
        found = self._folder(folder)
        if found is None:
            return False
        above = found.parent
        return above == self.root or not _MANIFESTS.isdisjoint(self.names_of(above))

    def is_application(self, folder: str) -> bool:
        """Whether a folder is a part of an application that happens to be called so: it has a model, views, routes."""
        names = self.names_in(folder)
        return len(names & _PARTS) > 1 or ("__init__.py" in names and not names.isdisjoint(_PARTS))

    def _folder(self, name: str) -> Path | None:
        for one in self.path.parents if self.root is not None else ():
            if one == self.root:
                break
            if one.name.lower() == name:
                return one
        return None


_COLLECTED, _MOST_FOLDERS = 8, 400
_MANIFESTS = frozenset({"package.json", "pyproject.toml", "setup.py"})
_PARTS = frozenset(
    [
        "models.py",
        "models",
        "views.py",
        "views",
        "urls.py",
        "apps.py",
        "admin.py",
        "forms.py",
        "serializers.py",
        "routes.py",
        "schemas.py",
        "services.py",
        "tasks.py",
        "migrations",
        "router.js",
        "routes.js",
        "controller.js",
        "service.js",
        "model.js",
        "routes.ts",
        "controller.ts",
        "service.ts",
    ]
)
