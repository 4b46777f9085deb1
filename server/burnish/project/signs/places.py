"""What the place and the name of a file say of what it is for.

A word in a path may be a convention or somebody's subject: `tests/` holds an exam board's tests as well, `vendor/` its
vendors. So most words weigh little here; how they stand, and what lies around them, weighs the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from burnish.config import Role
from burnish.project.signs.around import Around
from burnish.project.signs.sign import STRONG, WEAK, Sign


def place_signs(around: Around) -> Iterator[Sign]:
    """The signs in the folders that a file lies in below its project's root, and in its name."""
    folders = around.folders
    yield from _of_tests(around)
    yield from _of_migrations(around)
    yield from _of_prose_and_examples(around)
    yield from _of_scripts(around)
    yield from _of_templates(around)
    yield from _of_vendors(around)
    yield from _of_builds(around)
    if "__generated__" in folders:
        yield Sign(Role.GENERATED, "it lies in a folder called '__generated__'", STRONG)
    elif word := _first(folders, _GENERATED):
        yield Sign(Role.GENERATED, f"it lies in a folder called '{word}'")
    if _GENERATED_FILE.search(around.name) is not None:
        yield Sign(Role.GENERATED, f"it is called '{around.name}'")


def _of_tests(around: Around) -> Iterator[Sign]:
    name = around.name
    if word := _first(around.folders, _TEST_ALWAYS):
        yield Sign(Role.TEST, f"it lies in a folder called '{word}'", STRONG)
    elif word := _first(around.folders, _TEST):
        # Where every tool looks for tests by itself; an application called so has its own parts there, and no test.
        application = around.is_application(word) and not any(map(is_test_name, around.names_in(word)))
        yield Sign(Role.TEST, f"it lies in a folder called '{word}'", WEAK if application else STRONG)
    elif word := _first(around.folders, _TEST_MAYBE):
        yield Sign(Role.TEST, f"it lies in a folder called '{word}'")
        if around.is_on_top(word) and not around.is_application(word):
            yield Sign(Role.TEST, "that stands at the top of the project")
        if any(map(is_test_name, around.names_in(word))):
            yield Sign(Role.TEST, "beside tests")
    elif word := next((one for one in reversed(around.folders) if _TEST_WORD.search(one)), ""):
        yield Sign(Role.TEST, f"it lies in a folder called '{word}'")
        if any(map(is_test_name, around.names_in(word))):
            yield Sign(Role.TEST, "beside tests")
    if _TEST_TAG.search(name) is not None or name.startswith("conftest."):
        yield Sign(Role.TEST, f"it is called '{name}'", STRONG)
    elif _TEST_NAME.search(name) is not None:
        yield Sign(Role.TEST, f"it is called '{name}'")


def is_test_name(name: str) -> bool:
    """Whether a file's name is what tools look for when they look for tests."""
    return _TEST_TAG.search(name) is not None or re.match(r"(?:test_.*|.*_test|conftest)\.py$", name) is not None


def _of_migrations(around: Around) -> Iterator[Sign]:
    word = next((one for one in reversed(around.folders) if _MIGRATIONS.search(one)), "")
    if word:
        yield Sign(Role.MIGRATION, f"it lies in a folder called '{word}'")
        if _NUMBERED.match(around.name) is not None:
            yield Sign(Role.MIGRATION, "its name has a number, as migrations have")
        elif sum(_NUMBERED.match(one) is not None for one in around.names_in(around.folders[-1])) > 1:
            yield Sign(Role.MIGRATION, "it lies beside numbered migrations")


def _of_prose_and_examples(around: Around) -> Iterator[Sign]:
    for role, words in ((Role.EXAMPLE, _EXAMPLE), (Role.DOCUMENTATION, _DOCUMENTATION)):
        word = _first(around.folders, words)
        if not word:
            continue
        yield Sign(role, f"it lies in a folder called '{word}'")
        names = around.names_in(word)
        prose = any(one.endswith(_PROSE) or one in ("conf.py", "_config.yml") for one in names)
        if around.is_application(word):
            continue
        if role is Role.EXAMPLE and around.is_on_top(word):
            yield Sign(role, "that stands at the top of the project")
        elif role is Role.EXAMPLE and (prose or "package.json" in names):
            yield Sign(role, "that has its own page or manifest")
        elif role is Role.DOCUMENTATION and (prose or (around.is_on_top(word) and "index.html" not in names)):
            yield Sign(role, "that holds prose" if prose else "that stands at the top of the project")
    if around.is_web and around.is_of_a_collection:
        yield Sign(Role.EXAMPLE, "it lies in a collection of small projects, each with a page of its own", STRONG)
    if _first(around.folders, _EXAMPLE) and re.search(r"(?:^|[._-])(?:example|demo|sample)s?(?:[._-]|$)", around.name):
        yield Sign(Role.EXAMPLE, f"it is called '{around.name}'")


def _of_scripts(around: Around) -> Iterator[Sign]:
    word = _first(around.folders, _SCRIPTS)
    if word:
        yield Sign(Role.SCRIPT, f"it lies in a folder called '{word}'")
        if around.is_on_top(word) and around.name.endswith(".py") and not around.is_application(word):
            yield Sign(Role.SCRIPT, "that stands at the top of the project")
    if word := _first(around.folders, _INSTALLERS):
        # What an installer serves is served once, to whoever sets the program up.
        yield Sign(Role.SCRIPT, f"it lies in a folder called '{word}'", 2 * STRONG if around.is_on_top(word) else WEAK)
    if _first(around.folders, _COMMANDS):
        yield Sign(Role.SCRIPT, f"it lies in a folder called '{_first(around.folders, _COMMANDS)}'")
    if _ONCE.fullmatch(around.name) is not None:
        yield Sign(Role.SCRIPT, f"it is called '{around.name}'")
    if around.name in _TASK_FILES or not _TASK_FILES.isdisjoint(around.folders):
        yield Sign(Role.SCRIPT, f"it is called '{around.name}'", STRONG)


def _of_templates(around: Around) -> Iterator[Sign]:
    if not around.name.endswith((".html", ".htm", ".css", ".jinja", ".jinja2", ".j2")):
        return
    for words in (_MAIL, _PRINT):
        folder = next((one for one in reversed(around.folders) if words.search(one)), "")
        if folder:
            yield Sign(Role.TEMPLATE, f"it lies in a folder called '{folder}'")
        # A page about mail is called so like one that is sent: of a page, its text says the rest.
        if words.search(around.name) is not None and (not folder or around.name.endswith(".css")):
            yield Sign(Role.TEMPLATE, f"it is called '{around.name}'")


def _of_vendors(around: Around) -> Iterator[Sign]:
    folders = around.folders
    if word := _first(folders, _VENDORED_ALWAYS):
        yield Sign(Role.VENDORED, f"it lies in a folder called '{word}'", STRONG)
        return
    if word := _first(folders, _LEFT_BEHIND):
        # What was put aside at the top of a project is kept to be looked up, not to be worked on.
        yield Sign(Role.VENDORED, f"it lies in a folder called '{word}'", STRONG if around.is_on_top(word) else WEAK)
    # Among sources `lib` is a part of the project, whatever its files are called.
    served = max((at for at, one in enumerate(folders) if one in _SERVED), default=-1)
    is_web = around.is_web and _SOURCES.isdisjoint(folders[served + 1 :])
    word = _first(folders, _VENDORED) or (_first(folders, _LIBRARIES) if is_web else "")
    at = folders.index(word) if word else 0
    if word and not around.is_application(word):
        yield Sign(Role.VENDORED, f"it lies in a folder called '{word}'")
        if word in _VENDORED:
            listed = next((one for one in around.names_in(word) if _LISTED.search(one)), "")
            if listed:
                yield Sign(Role.VENDORED, f"where '{listed}' lies too")
            elif around.path.parent.name.lower() != word and around.has_licence_below(word):
                yield Sign(Role.VENDORED, "with a licence of its own")
            elif around.is_web and not _STATIC.isdisjoint(folders[:at]) and word not in folders[: at - 1]:
                yield Sign(Role.VENDORED, "among static files")
            elif around.is_on_top(word) and not _VENDORING.isdisjoint(around.names_at_root):
                yield Sign(Role.VENDORED, "where a package manager puts them")
    if is_web and _VERSION.search(around.name) is not None:
        yield Sign(Role.VENDORED, f"its name '{around.name}' has a version")
    if is_web and _LIBRARY_NAME.match(around.name) is not None:
        yield Sign(Role.VENDORED, f"it is called '{around.name}', as a library is")
    if around.has_own_licence:
        yield Sign(Role.VENDORED, "a licence lies beside it")


def _of_builds(around: Around) -> Iterator[Sign]:
    name = around.name
    if not name.endswith((".js", ".cjs", ".mjs", ".css", ".html", ".json", ".jsx")):
        return
    if word := _first(around.folders, _BUILDS):
        yield Sign(Role.COMPILED, f"it lies in a folder called '{word}'")
    if _WASM.search(name) is not None:
        beside = any(one.endswith(".wasm") for one in around.names_in(around.folders[-1])) if around.folders else False
        yield Sign(Role.COMPILED, f"it is called '{name}'", STRONG if beside else WEAK)
    if ".min." in name:
        yield Sign(Role.COMPILED, f"it is called '{name}'")
    if _HASHED.search(around.path.name) is not None:
        yield Sign(Role.COMPILED, f"its name '{name}' has a digest")


def _first(folders: Sequence[str], words: frozenset[str]) -> str:
    """The innermost folder that is called by one of the words; "" where none is."""
    return next((one for one in reversed(folders) if one in words), "")


_TEST_ALWAYS = frozenset(
    {"__tests__", "__mocks__", "__fixtures__", "cypress", "test-utils", "test_utils", "test-support", "testdata"}
)
_TEST = frozenset({"test", "tests"})
TEST_FOLDERS = _TEST | {"__tests__", "spec", "specs"}
"""Folders in which tests are looked for."""
_TEST_MAYBE = frozenset(
    [
        "testing",
        "spec",
        "specs",
        "fixture",
        "fixtures",
        "mocks",
        "e2e",
        "playwright",
        "benchmark",
        "benchmarks",
        "bench",
        "integration",
        "testutils",
    ]
)
_TEST_WORD = re.compile(r"(?:^|[_-])tests?(?:[_-]|$)")
_TEST_TAG = re.compile(r"\.(?:tests?|specs?|e2e|cy|vitest|stories|mocks?|bench)\.\w+$")
_TEST_NAME = re.compile(r"^tests?[._-].*\.\w+$|[_-](?:tests?|specs?|mocks?|bench)\.\w+$|^tests?\.\w+$")
_MIGRATIONS = re.compile(r"(?:^|[_-])migrations?$|^migrate$|^alembic$|^seed(?:s|ers)?$")
_NUMBERED = re.compile(r"[vV]?\d{2,}(?:[._-]|$)|[vV]\d+__|\d+[_-]|[0-9a-f]{8,16}[_-]\w")
_EXAMPLE = frozenset(
    [
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "demos",
        "playground",
        "snippets",
        "cookbook",
        "tutorial",
        "tutorials",
    ]
)
_DOCUMENTATION = frozenset({"doc", "docs", "documentation"})
_PROSE = (".md", ".rst", ".adoc", ".mdx", ".txt")
_SCRIPTS = frozenset(
    ["script", "scripts", "tools", "tool", "hack", "maintenance", "devtools", "ci", ".ci", ".github", "tasks"]
)
_INSTALLERS = frozenset({"install", "installer"})
_COMMANDS = frozenset({"cli", "commands", "bin"})
_ONCE = re.compile(r"(?:install(?:er|ation)?|setup|populate|seed(?:er|s)?|bootstrap|cli|manage)\.(?:[cm]?[jt]s|py)")
_TASK_FILES = frozenset(
    {
        "noxfile.py",
        "fabfile.py",
        "gulpfile.js",
        "gruntfile.js",
        "gulpfile.mjs",
        "gulpfile.babel.js",
        "jakefile.js",
        "dodo.py",
    }
)
_MAIL = re.compile(r"(?:^|[._-])(?:e?mails?|newsletters?|mailers?|mailings?)(?:[._-]|$)")
_PRINT = re.compile(r"(?:^|[._-])(?:print|printing|pdfs?|invoices?|labels?|receipts?|weasyprint)(?:[._-]|$)")
_VENDORED_ALWAYS = frozenset(
    {"third_party", "third-party", "thirdparty", "_vendor", "vendored", "3rdparty", "bower_components"}
)
_VENDORED = frozenset({"vendor", "vendors", "external", "externals", "extern"})
_LEFT_BEHIND = frozenset({"old", "_old", "attic", "graveyard", "obsolete", "unused", "_unused"})
_LIBRARIES = frozenset({"lib", "libs", "libraries", "plugins", "packages"})
_SOURCES = frozenset({"src", "source", "sources"})
_SERVED = frozenset({"static", "public", "assets", "www", "media", "webapp", "wwwroot", "htdocs"})
_LISTED = re.compile(
    r"^(?:vendor(?:ed)?\.txt|modules\.txt|autoload\.php|composer|bundle|(?:licen[cs]e|copying|readme)(?:[.-].*)?|.*\.dist-info)$"
)
_STATIC = frozenset(
    ["static", "public", "assets", "www", "media", "webapp", "wwwroot", "htdocs", "js", "css", "scripts"]
)
_VENDORING = frozenset({"go.mod", "composer.json", "gemfile", "cargo.toml"})
_VERSION = re.compile(r"[._-]v?\d+\.\d+(?:\.\d+)?(?=[._-])")
_LIBRARY_NAME = re.compile(
    r"(?:jquery|bootstrap|prettify|d3|moment|lodash|underscore|angular|react|vue|modernizr|popper|select2|datatables|backbone|"
    r"ember|knockout|mootools|prototype|scriptaculous|raphael|highcharts|chart|highlight|codemirror|ace|tinymce|ckeditor|"
    r"summernote|leaflet|openlayers|three|socket\.io|fontawesome|font-awesome|normalize|foundation|bulma|materialize|semantic|"
    r"uikit|swagger-ui|html5shiv|respond|require|sizzle|handlebars|mustache|markdown-it|marked|showdown|dropzone|flatpickr|"
    r"pikaday|slick|swiper|toastr|sweetalert2?|alpine|htmx|zepto|typeahead|mathjax|katex|mermaid|dayjs|luxon|axios|"
    r"doctools|searchtools|sphinx_highlight|language_data|polyfill|github-(?:markdown|extract|gist))(?:[._-].*)?\.(?:js|css)$"
)
_BUILDS = frozenset(
    [
        "dist",
        "build",
        "out",
        "built",
        "compiled",
        "bundle",
        "bundles",
        "umd",
        "cjs",
        "esm",
        "amd",
        "client-dist",
        "release",
        "output",
        "_site",
        ".output",
        "generated",
        "min",
    ]
)
_WASM = re.compile(r"[._-]wasm\.[cm]?js$")
_HASHED = re.compile(
    r"[.-](?=[0-9a-f]*\d)[0-9a-f]{8,}\.(?:js|css|mjs)$|-(?=[\w-]*[A-Z\d][\w-]*[A-Z\d])(?=[\w-]*[a-z])[\w-]{8}\.(?:js|css|mjs)$"
)
_GENERATED = frozenset({"generated", "gen", "autogen", "codegen"})
_GENERATED_FILE = re.compile(
    r"_pb2(?:_grpc)?\.pyi?$|[._-](?:generated|gen|autogen)\.\w+$|^generated[._-]|^parsetab\.py$|^package-lock\.json$"
)
