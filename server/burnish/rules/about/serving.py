"""How many calls at a time something serves, by the package that it comes from: a client of a service many, a connection one."""

from __future__ import annotations

from enum import Enum

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Origin


class Serving(Enum):
    MANY = "many calls at once"
    ONE = "one call after the other"
    UNKNOWN = "unknown"


def serving(node: Node, code: Code) -> Serving:
    """What an expression serves, whatever it is called: `async with httpx.AsyncClient() as session`, `store: AsyncSession`."""
    return _of(code.origin(node))


def _of(origin: Origin) -> Serving:
    if origin.alternatives:
        kinds = {_of(one) for one in origin.alternatives}
        return Serving.ONE if Serving.ONE in kinds else kinds.pop() if len(kinds) == 1 else Serving.UNKNOWN
    path = origin.path or ""
    module = path.lstrip(".").partition("(")[0]
    root = module if module.startswith("@") else module.partition(".")[0]
    if root in _ONE or module.startswith(_ONE_OF):
        return Serving.ONE
    return (
        Serving.MANY
        if any(root == one or root.startswith((f"{one}/", f"{one}.")) for one in _MANY)
        else Serving.UNKNOWN
    )


_MANY = frozenset(
    {
        # Python
        "aiohttp", "httpx", "stripe", "stripe_lib", "githubkit", "github", "gidgethub", "gitlab", "openai", "anthropic",
        "slack_sdk", "niquests", "twilio", "notion_client", "elasticsearch", "opensearchpy",
        # JavaScript
        "axios", "got", "ky", "node-fetch", "undici", "superagent", "graphql-request", "@apollo/client", "@octokit/rest",
        "@octokit/core", "octokit", "@slack/web-api", "@notionhq/client", "@aws-sdk", "aws-sdk", "@anthropic-ai/sdk",
        "@supabase/supabase-js", "@prisma/client", "@elastic/elasticsearch", "contentful", "googleapis",
    }
)  # fmt: skip
_ONE = frozenset(
    {
        "sqlalchemy", "sqlmodel", "asyncpg", "aiomysql", "aiosqlite", "psycopg", "aioserial", "telnetlib3", "asyncssh",
        "serialport", "puppeteer", "puppeteer-core", "playwright", "@playwright/test",
    }
)  # fmt: skip
"""Packages whose objects talk to one other side over one line."""
_ONE_OF = (
    "asyncio.Queue", "asyncio.StreamReader", "asyncio.open_connection", "pg.Client", "pg.PoolClient", "mongodb.ClientSession",
    "mysql2/promise.Connection", "mysql2/promise.createConnection", "typeorm.EntityManager", "typeorm.QueryRunner",
    "mongoose.ClientSession", "mongoose.startSession",
)  # fmt: skip
