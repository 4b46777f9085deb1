"""What a file's place says about it: tests, samples, migrations."""

from __future__ import annotations

import re
from pathlib import Path

from burnish.project import Project


def is_test(path: Path, project: Project) -> bool:
    """Whether the file holds tests or what tests use: fixtures, mocks, benchmarks."""
    parts = _parts(path, project)
    return not _TEST_FOLDERS.isdisjoint(parts[:-1]) or _TEST_FILE.search(parts[-1]) is not None


def is_sample(path: Path, project: Project) -> bool:
    """Whether the file is documentation or an example, whose values nobody deploys."""
    return not _SAMPLE_FOLDERS.isdisjoint(_parts(path, project)[:-1])


def is_migration(path: Path, project: Project) -> bool:
    """Whether the file changes or fills a database once, by hand, and serves no requests."""
    return not _MIGRATION_FOLDERS.isdisjoint(_parts(path, project)[:-1])


def _parts(path: Path, project: Project) -> tuple[str, ...]:
    """The lower-case parts below the project's root; the last two where the file lies elsewhere."""
    if project.root is not None and path.is_relative_to(project.root):
        parts = path.relative_to(project.root).parts
    else:
        parts = path.parts[-2:]
    return tuple(part.lower() for part in parts) or ("",)


_TEST_FOLDERS = frozenset(
    {
        "test", "tests", "__tests__", "testing", "test-support", "spec", "specs", "fixtures", "fixture", "__fixtures__",
        "mocks", "__mocks__", "testdata", "test-utils", "e2e", "cypress", "playwright", "benchmark", "benchmarks", "bench",
        "integration",
    }
)  # fmt: skip
_TEST_FILE = re.compile(r"^(?:tests?|conftest)[._-]|(?:[._-](?:tests?|specs?|mocks?|stories|bench)|^conftest)\.[a-z]+$")
_SAMPLE_FOLDERS = frozenset(
    {"example", "examples", "sample", "samples", "demo", "demos", "playground", "doc", "docs", "documentation"}
)
_MIGRATION_FOLDERS = frozenset({"migrations", "migration", "seeds", "seeders", "seed", "scripts"})
