"""What somebody else wrote, and what is the project's own: licences, banners, manifests."""

from __future__ import annotations

from tests.project.judged_files import LINES, judged, role, written


def test_what_jsdoc_copied_is_vendored_or_compiled(tmp_path):
    pretty = "var q=null;window.PR_SHOULD_USE_CONTINUATION=!0;(function(){function R(a){a=a.charCodeAt(1)}})();" * 12
    files = {"docs/scripts/prettify/prettify.js": pretty, "docs/scripts/prettify/Apache-License-2.0.txt": "Apache"}
    found = judged(written(tmp_path, files), "docs/scripts/prettify/prettify.js")
    assert found == "vendored: it is called 'prettify.js', as a library is and a licence lies beside it"


UMD = (
    "(function (f) {\n  if (typeof exports === 'object') module.exports = f();\n"
    "  else if (typeof define === 'function' && define.amd) define([], f);\n  else window.Tabs = f();\n})(function () {});\n"
)


def test_a_copied_library_offers_itself_to_every_loader(tmp_path):
    banner = "/*!\n * Tabs.js\n * https://example.com/\n * Version: 3.2.1\n *\n * Released under the MIT license\n */\n"
    own, shop = {"package.json": '{"name": "tabs"}'}, {"package.json": '{"name": "shop"}'}
    assert role(tmp_path / "own", "js/tabs.js", own | {"js/tabs.js": banner + UMD}) == "source"
    assert role(tmp_path / "shop", "js/tabs.js", shop | {"js/tabs.js": banner + UMD}) == "vendored"
    assert role(tmp_path / "bare", "js/tabs.js", shop | {"js/tabs.js": UMD}) == "source"


def test_a_licence_may_lie_anywhere_below_vendor(tmp_path):
    files = {"vendor/tabs/lib/deep/a.js": LINES, "vendor/tabs/LICENSE": "MIT", "vendor/own/a.js": LINES}
    root = written(tmp_path, files)
    assert judged(root, "vendor/tabs/lib/deep/a.js").partition(":")[0] == "vendored"
    assert judged(root, "vendor/own/a.js").partition(":")[0] == "source"


def test_a_package_below_vendor_has_a_manifest_and_a_licence(tmp_path):
    files = {"vendor/tabs/package.json": "{}", "vendor/tabs/LICENSE": "MIT", "vendor/own/package.json": "{}"}
    root = written(tmp_path, files | {"packages/api/package.json": "{}", "packages/api/LICENSE": "MIT"})
    assert judged(root, "vendor/tabs/package.json").partition(":")[0] == "vendored"
    assert judged(root, "vendor/own/package.json") == judged(root, "packages/api/package.json") == "source"


def test_npm_writes_down_from_where_it_installed_a_package(tmp_path):
    written_down = '{"name": "tabs", "_id": "tabs@1.0.0", "_resolved": "https://example.com/tabs-1.0.0.tgz"}'
    files = {"lib/tabs/package.json": written_down, "lib/tabs/src/a.js": LINES, "lib/kit/package.json": "["}
    root = written(tmp_path, files | {"lib/kit/a.js": LINES})
    seen = "vendored: the package.json in 'tabs' says from where it was installed"
    assert judged(root, "lib/tabs/package.json") == judged(root, "lib/tabs/src/a.js") == seen
    assert judged(root, "lib/kit/a.js") == "source"
    assert judged(root / "lib" / "tabs", "src/a.js") == "source"


def test_a_released_library_is_vendored_and_the_project_itself_is_not(tmp_path):
    banner = "/*! Tabs v3.2.1 | (c) Somebody | MIT License */\n"
    files = {"package.json": '{"name": "tabs"}', "static/lib/tabs.js": banner + LINES}
    assert role(tmp_path / "own", "static/lib/tabs.js", files) == "source"
    assert role(tmp_path / "shop", "static/lib/tabs.js", files | {"package.json": '{"name": "shop"}'}) == "vendored"
