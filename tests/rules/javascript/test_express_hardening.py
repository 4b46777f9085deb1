"""An application that is handed on, to get its routes or to be hardened."""

from pathlib import Path

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

RULE = rule_of("security/express-hardening", "typescript")
SERVER = """\
import express from "express";
import { HAND_ON } from "./parts";

const start = (): void => {
  const app = express();
  HAND_ON(app);
  app.listen(3000);
};
"""


@pytest.mark.parametrize(
    ("dependencies", "handed_to", "found"),
    [
        ('{"express": "4.19.2"}', "attachPublicRoutes", True),
        ('{"express": "4.19.2"}', "configure", False),
        ('{"express": "4.19.2", "helmet": "7.1.0"}', "attachPublicRoutes", False),
        ("{}", "attachPublicRoutes", False),
    ],
)
def test_routes_harden_nothing(tmp_path: Path, dependencies: str, handed_to: str, found: bool) -> None:
    (tmp_path / "package.json").write_text(f'{{"dependencies": {dependencies}}}')
    assert RULE is not None
    document = Document.of(tmp_path / "src/index.ts", SERVER.replace("HAND_ON", handed_to))
    assert bool(analyze(document, Project(tmp_path), (RULE,))) is found


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        ('{"devDependencies": {"express": "4.19.2"}}', False),
        ('{"dependencies": {"express": "4.19.2"}, "devDependencies": {"express": "4.19.2"}}', True),
        ('{"devDependencies": []}', True),
        ("[", True),
    ],
)
def test_what_only_developers_install_is_not_put_into_service(tmp_path: Path, manifest: str, found: bool) -> None:
    (tmp_path / "package.json").write_text(manifest)
    source = "import express from 'express';\nconst app = express();\napp.listen(3000);\n"
    assert RULE is not None
    assert bool(analyze(Document.of(tmp_path / "src/mock.ts", source), Project(tmp_path), (RULE,))) is found


def test_what_a_function_makes_is_hardened_where_the_project_does_it(tmp_path):
    made = "const express = require('express');\nclass Server {\n  start() {\n    this.app = express();\n    this.app.listen(3000);\n  }\n}\n"
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "server.js").write_text(made)

    def found():
        document = Document.of(tmp_path / "server.js", made)
        return [one.rule for one in analyze(document, Project(tmp_path)) if "hardening" in one.rule]

    assert found() == ["security/express-hardening"]
    (tmp_path / "serve.js").write_text(
        "server.app.use((q, res, next) => { res.removeHeader('X-Powered-By'); next(); });\n"
    )
    assert not found()
