"""What JavaScript and TypeScript say of what they are for: tests, migrations, scripts, what a bundler or a compiler wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from burnish.config import Role
from burnish.project.signs.sign import AGAINST, STRONG, Sign


def javascript_signs(source: bytes) -> Iterator[Sign]:
    """The signs in a text of JavaScript or TypeScript."""
    yield from _of_tests(source)
    yield from _of_migrations(source)
    yield from _of_compilers(source)
    yield from _of_scripts(source)


def _of_tests(source: bytes) -> Iterator[Sign]:
    framework = _FRAMEWORK.search(source) if any(one in source for one in _QUOTED) else None
    if framework is not None:
        yield Sign(Role.TEST, f"it imports {framework[1].decode()}")
    if (b"it(" in source or b"test(" in source or b"suite(" in source) and _TEST.search(source) is not None:
        yield Sign(Role.TEST, "it defines tests")
    if b"describe(" in source and _GROUP.search(source) is not None:
        yield Sign(Role.TEST, "it groups tests")


def _of_migrations(source: bytes) -> Iterator[Sign]:
    if b"MigrationInterface" in source and re.search(rb"\bimplements\s+MigrationInterface\b", source):
        yield Sign(Role.MIGRATION, "it defines a migration of TypeORM", STRONG)
    if (
        (b"down(" in source or b"down:" in source or b"down =" in source)
        and _UP.search(source) is not None
        and _DOWN.search(source) is not None
    ):
        yield Sign(Role.MIGRATION, "it says how to go up and down")
        if _GIVEN_DATABASE.search(source) is not None:
            yield Sign(Role.MIGRATION, "its steps are given a database")
    elif (
        b"createMigration" in source
        or b"createTransactionalMigration" in source
        or b"createAddColumnMigration" in source
    ):
        yield Sign(Role.MIGRATION, "it makes a migration")
    if b"queryInterface" in source or b"knex.schema" in source or b"knex.Knex" in source:
        yield Sign(Role.MIGRATION, "it changes the schema")
    if b"timestamp:" in source and _UPGRADE.search(source) is not None:
        yield Sign(Role.MIGRATION, "it is an upgrade with a name, a time and a method", STRONG)
    if b"seed" in source and re.search(rb"^(?:exports\.seed\s*=|export (?:async )?function seed\b)", source, re.M):
        yield Sign(Role.MIGRATION, "it fills a database with Knex", STRONG)


def _of_compilers(source: bytes) -> Iterator[Sign]:
    if b"__webpack_require__" in source and re.search(
        rb"^(?:/\*+/)?[ \t]*(?:function __webpack_require__\(|\(function webpackUniversalModuleDefinition\()",
        source,
        re.M,
    ):
        yield Sign(Role.COMPILED, "it holds webpack's runtime", STRONG)
    elif source.startswith((b'(window["webpackJsonp"]', b'(self["webpackChunk', b'"use strict";\n(self["webpackChunk')):
        yield Sign(Role.COMPILED, "it is a part that webpack wrote", STRONG)
    if b"(this && this.__" in source and re.search(rb"^var __\w+ = \(this && this\.__\w+\) \|\|", source, re.M):
        yield Sign(Role.COMPILED, "it holds the helpers of TypeScript's compiler", STRONG)
    elif b"__esModule" in source and _ES_MODULE.search(source) is not None:
        yield Sign(Role.COMPILED, "it was an ES module")
    if b"ENVIRONMENT_IS_" in source and _EMSCRIPTEN.search(source) is not None:
        yield Sign(Role.COMPILED, "it holds Emscripten's runtime", STRONG)
    if source.count(b"@license") > 1:
        yield Sign(Role.VENDORED, "it holds what has several licences", STRONG)
    if b"function _interopRequire" in source and re.search(rb"^function _interopRequire\w+\(", source, re.M):
        yield Sign(Role.COMPILED, "it holds Babel's helpers", STRONG)
    if b"define.amd" in source and _OFFERED.search(source) is not None:
        yield Sign(Role.VENDORED, "it offers itself to AMD, CommonJS and pages alike")
    if b"typeof exports" in source[:4000] and _UMD.search(source[:4000]) is not None:
        yield Sign(Role.COMPILED, "it is wrapped as Rollup does it")


def _of_scripts(source: bytes) -> Iterator[Sign]:
    if source.startswith(b"#!"):
        yield Sign(Role.SCRIPT, "it begins with '#!'")
    if b"process.argv" in source or b"process.exit(" in source:
        yield Sign(Role.SCRIPT, "it reads arguments or ends the process")
    if any(one in source for one in _ASKERS) and _ASKS.search(source) is not None:
        yield Sign(Role.SCRIPT, "it is used in a terminal")
    if b".listen(" in source or b"createServer" in source:
        yield Sign(Role.SCRIPT, "it serves requests", AGAINST)


_OFFERED = re.compile(
    rb"""typeof\s+define\s*={2,3}\s*['"]function['"]\s*&&\s*define\.amd|['"]function['"]\s*={2,3}\s*typeof\s+define\s*&&\s*define\.amd"""
)
_EMSCRIPTEN = re.compile(rb"^[ \t]*(?:var|let|const) ENVIRONMENT_IS_(?:WEB|NODE|WORKER|SHELL)\b", re.M)
_ASKERS = (b"commander", b"yargs", b"prompt", b"inquirer", b"readline", b"enquirer", b"oclif", b"minimist", b"cac")
_ASKS = re.compile(
    rb"""(?:\bfrom|\brequire\(|^import)\s*['"](?:node:)?(?:commander|yargs(?:/yargs)?|prompts?|@?inquirer(?:/prompts)?|readline|enquirer|"""
    rb"""@oclif/core|@clack/prompts|minimist|cac)['"]""",
    re.M,
)
_QUOTED = tuple(
    quote + word
    for quote in (b"'", b'"')
    for word in b"mocha jest @jest vitest chai tape ava sinon supertest @play cypress node:test @testing enzyme benchmark qunit".split()
)
_FRAMEWORK = re.compile(
    rb"""(?:\bfrom|\brequire\(|^import)\s*['"](mocha|@?jest[\w/-]*|vitest|chai|tape|ava|sinon|supertest|@playwright/test|cypress|node:test|"""
    rb"""@testing-library/[\w-]+|enzyme|benchmark|qunit)['"]""",
    re.M,
)
_TEST = re.compile(rb"^[ \t]*(?:it|test|suite|QUnit\.test|Deno\.test)(?:\.\w+)*\(\s*['\"`]", re.M)
_GROUP = re.compile(rb"^[ \t]*describe(?:\.\w+)*\(\s*['\"`\w]", re.M)
_UP = re.compile(
    rb"^[ \t]*(?:module\.)?(?:exports\.up\s*=|export (?:const|async function|function) up\b|(?:async )?up\s*[(:])", re.M
)
_DOWN = re.compile(
    rb"^[ \t]*(?:module\.)?(?:exports\.down\s*=|export (?:const|async function|function) down\b|(?:async )?down\s*[(:])",
    re.M,
)
_GIVEN_DATABASE = re.compile(
    rb"\bup\b\s*[=:]?\s*(?:async\b\s*)?(?:function\b\s*\w*\s*)?\(?\s*(?:knex|pgm|queryRunner|sequelize)\b"
)
_UPGRADE = re.compile(
    rb"^(?:module\.exports = |export default )\{\s*name:[^\n]*,\s*timestamp:[^\n]*,\s*(?:async )?method\b", re.M
)
_ES_MODULE = re.compile(rb"^(?:Object\.defineProperty\(exports, ['\"]__esModule['\"]|exports\.__esModule = true)", re.M)
_UMD = re.compile(
    rb"^;?\(function \(global, factory\) \{\s*typeof exports === 'object' && typeof module !== 'undefined'", re.M
)
