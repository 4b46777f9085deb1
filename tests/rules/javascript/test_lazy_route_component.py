"""Which of the modules that a router imports are the project's own."""

from pathlib import Path

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

RULE = rule_of("performance/lazy-route-component", "javascript")
ROUTES = """\
import React from "react";
import { Route, Switch } from "react-router-dom";
import Project from "Project";
import Authenticate from "Auth/Authenticate";
import Help from "help-pages";

export const Routes = () => (
  <Switch>
    <Route path="/project" component={Project} />
    <Route path="/authenticate" component={Authenticate} />
    <Route path="/help" component={Help} />
  </Switch>
);
"""


def test_a_name_that_no_dependency_has_is_a_folder_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"react": "18.2.0", "help-pages": "1.0.0"}}')
    assert RULE is not None
    project, document = Project(tmp_path), Document.of(tmp_path / "src/Routes.jsx", ROUTES)
    (finding,) = analyze(document, project, (RULE,))
    assert finding.message.startswith("'Project' and 1 more are shown by one route each")
    fix = RULE.fix_of(finding, document, project)
    assert fix is not None
    after = document.edited(fix.edits).text
    assert 'const Project = lazy(() => import("Project"));\nconst Authenticate = lazy(' in after
    assert 'import Help from "help-pages";' in after


def test_without_manifests_only_a_path_is_the_projects_own(tmp_path: Path) -> None:
    assert RULE is not None
    assert analyze(Document.of(tmp_path / "src/Routes.jsx", ROUTES), Project(tmp_path), (RULE,)) == ()


PAGES = """import React from 'react';
import {Route, Switch} from 'react-router-dom';
import Orders from './Orders';
import Reports from './Reports';
import Users from './Users';

export const Pages = () => (
  <Switch>
    <Route path="/orders" component={Orders} />
    <Route path="/reports" component={Reports} />
    <Route path="/users" component={Users} />
  </Switch>
);
"""


@pytest.mark.parametrize(("lines", "found"), [(60, 0), (300, 1)])
def test_small_pages_are_not_worth_a_request_each(lines: int, found: int, tmp_path: Path) -> None:
    rule = rule_of("performance/lazy-route-component", "javascript")
    assert rule is not None
    for name in ("Orders.jsx", "Reports.jsx", "Users/index.js", "Users/Users.container.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("// a line\n" * (1 if name.endswith("index.js") else lines))
    document = Document.of(tmp_path / "Pages.jsx", PAGES)
    findings = analyze(document, Project.empty(), (rule,))
    assert len(findings) == found
    for finding in findings:
        fix = rule.fix_of(finding, document, Project.empty())
        assert fix is not None
        assert "import React, {lazy, Suspense} from 'react';" in document.edited(fix.edits).text
