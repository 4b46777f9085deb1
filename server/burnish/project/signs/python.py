"""What Python says of what it is for: tests, migrations, scripts, settings of tools, code that a program wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from burnish.config import Role
from burnish.project.signs.sign import AGAINST, STRONG, Sign


def python_signs(source: bytes) -> Iterator[Sign]:
    """The signs in a text of Python."""
    yield from _of_tests(source)
    yield from _of_migrations(source)
    yield from _of_scripts(source)
    if b"_descriptor" in source and b"google.protobuf" in source and b"DESCRIPTOR" in source:
        yield Sign(Role.GENERATED, "it describes messages of protobuf")
    if b"html_theme" in source and (b"extensions" in source or b"master_doc" in source or b"project" in source):
        yield Sign(Role.DOCUMENTATION, "it sets up Sphinx")


def _of_tests(source: bytes) -> Iterator[Sign]:
    framework = any(
        one in source for one in (b"pytest", b"unittest", b"TestCase", b"hypothesis")
    ) and _FRAMEWORK.search(source)
    if framework:
        yield Sign(Role.TEST, f"it imports {framework[1].decode()}")
    if b"def test" in source and _TEST.search(source) is not None:
        yield Sign(Role.TEST, "it defines tests")


def _of_migrations(source: bytes) -> Iterator[Sign]:
    if b"migrations.Migration" in source and re.search(rb"^class \w+\(migrations\.Migration\)", source, re.M):
        yield Sign(Role.MIGRATION, "it defines a migration of Django", STRONG)
    elif b"import migrations" in source and re.search(rb"^from django\.db import [^\n]*\bmigrations\b", source, re.M):
        yield Sign(Role.MIGRATION, "it imports Django's migrations")
    if b"down_revision" in source and re.search(rb"^down_revision\b[^=\n]*=", source, re.M):
        revision = re.search(rb"^revision\b[^=\n]*=", source, re.M) is not None
        yield Sign(Role.MIGRATION, "it names the revision before it", STRONG if revision else 1)
    elif b"yoyo" in source and re.search(rb"^from yoyo import [^\n]*\bstep\b", source, re.M):
        yield Sign(Role.MIGRATION, "it defines steps of yoyo", STRONG)
    elif b"BaseDBAsyncClient" in source and re.search(rb"^async def upgrade\(\w+: BaseDBAsyncClient\)", source, re.M):
        yield Sign(Role.MIGRATION, "it defines an upgrade of Aerich", STRONG)
    elif b"alembic" in source and re.search(rb"^from alembic import \w", source, re.M):
        yield Sign(Role.MIGRATION, "it imports Alembic")


def _of_scripts(source: bytes) -> Iterator[Sign]:
    if source.startswith(b"#!"):
        yield Sign(Role.SCRIPT, "it begins with '#!'")
    if b"\nif" in source and b"__main__" in source and _GUARD.search(source) is not None:
        yield Sign(Role.SCRIPT, "it does something when it is run by its name")
    if any(one in source for one in (b"click", b"typer", b"argparse", b"faker")) and _COMMAND_LINE.search(source):
        yield Sign(Role.SCRIPT, "it is used in a terminal")
    if b"sys.argv" in source and _READS_ARGUMENTS.search(source) is not None:
        yield Sign(Role.SCRIPT, "it reads its arguments while it is loaded", STRONG)
    if b"setup(" in source and re.search(
        rb"^(?:from setuptools import|import setuptools|from distutils)", source, re.M
    ):
        yield Sign(Role.SCRIPT, "it sets up a package", STRONG)
    if b"django.core.management" in source and _COMMAND.search(source) is not None:
        yield Sign(Role.SCRIPT, "it is a command of Django", STRONG)
    if any(one in source for one in _SERVERS) and _SERVES.search(source) is not None:
        yield Sign(Role.SCRIPT, "it serves requests", AGAINST)


_FRAMEWORK = re.compile(
    rb"^[ \t]*(?:from|import)[ \t]+(pytest|unittest|hypothesis|django\.test|rest_framework\.test)\b", re.M
)
_TEST = re.compile(rb"^[ \t]*(?:async[ \t]+)?def test\w*\(", re.M)
_READS_ARGUMENTS = re.compile(
    rb"^(?!(?:def|class|from|import)\b|[#'\"\s])[^\n#]*(?:\blen\(sys\.argv\)|\bsys\.argv\[1)", re.M
)
_GUARD = re.compile(rb"^if[ \t(]+__name__[ \t]*==[ \t]*['\"]__main__['\"]", re.M)
_COMMAND_LINE = re.compile(rb"^(?:from|import) (?:click|typer|argparse|flask_script|faker)\b", re.M)
_COMMAND = re.compile(rb"^class Command\([\w.]*(?:Base|App|Label)Command\)", re.M)
_SERVERS = (
    b"flask", b"fastapi", b"starlette", b"sanic", b"tornado", b"aiohttp", b"bottle", b"falcon", b"quart", b"django.http",
    b"django.views", b"django.urls", b"uvicorn", b"gunicorn", b"http.server", b"socketserver",
)  # fmt: skip
_SERVES = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(?:" + b"|".join(map(re.escape, _SERVERS)) + rb")\b", re.M)
