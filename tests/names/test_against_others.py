"""Names are resolved as Python's own symtable and ESLint's scopes resolve them: on pinned packages, reference by reference."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

import pytest

from tests.benchmarks.bindings import compared, files_below

SITE_PACKAGES = Path(sysconfig.get_paths()["purelib"])
NODE_MODULES = Path(__file__).parents[2] / "vscode-client" / "node_modules"


@pytest.mark.parametrize(("package", "references"), [("click", 10_000), ("flask", 5_000), ("jinja2", 10_000)])
def test_python(package: str, references: int):
    result = compared(files_below(SITE_PACKAGES / package))["symtable"]
    assert dict(result.differing) == {}
    assert result.agreed > references


def test_python_of_every_form(tmp_path: Path):
    (tmp_path / "a.py").write_text(EVERY_FORM, encoding="utf-8")
    result = compared([tmp_path / "a.py"])["symtable"]
    assert (dict(result.differing), result.unparsed) == ({}, 0)


@pytest.mark.skipif(
    shutil.which("node") is None or not NODE_MODULES.is_dir(), reason="needs Node and the client's packages"
)
@pytest.mark.parametrize(("package", "references"), [("js-yaml", 2_000), ("esquery", 300), ("eslint-scope", 1_500)])
def test_javascript(package: str, references: int):
    result = compared(files_below(NODE_MODULES / package))["eslint-scope"]
    assert dict(result.differing) == {}
    assert result.agreed > references


@pytest.mark.skipif(
    shutil.which("node") is None or not NODE_MODULES.is_dir(), reason="needs Node and the client's packages"
)
def test_javascript_of_every_form(tmp_path: Path):
    (tmp_path / "a.js").write_text(EVERY_FORM_OF_JAVASCRIPT, encoding="utf-8")
    result = compared([tmp_path / "a.js"])["eslint-scope"]
    assert (dict(result.differing), result.unparsed) == ({}, 0)


EVERY_FORM = """\
from __future__ import annotations
import a.b, c as d
from .e import (f, g as h)
größe: int = 1
@d.wrap(größe)
def i(j: größe, /, k=größe, *l, m: int = a, **n) -> h:
    global o, größe
    o = größe = [p for q in j if (p := q) for q in p]
    with k as (r, *s), open(l) as n.t:
        del r, s[0]
    def u():
        nonlocal j, m
        j += (lambda v, w=m: v + w + x)(j)
        class y(f, metaclass=h):
            x = k
            z = {x: x for x in x}
            def x(self): return __class__, x, z
        return y
    x = yield from u()
    try:
        async def aa(): return [bb async for bb in x] + [await cc() for cc in x]
    except (ValueError, f) as dd:
        raise dd from None
    else:
        for ee, (ff, [gg]) in x: pass
    match x:
        case {"a": hh, **ii} | [hh, *ii] if hh: return hh, ii
        case d.Jj(kk=ll) as mm: return f"{ll!r:>{mm}}"
        case nn: return nn
class A:
    __private = 1
    def __init__(self): self.__private = A.__private
    b = __private
print([x for x in range(3) if (yy := x)], yy, o)
"""
EVERY_FORM_OF_JAVASCRIPT = """\
import a, { b as c, default as d } from "x";
import * as e from "y";
export const { f, g: { h = a }, ...i } = c, [j, , k = f, ...l] = d;
export default function m(n, { o, p = n } = {}, [q] = [o], ...r) {
  "ü🙂"; n += arguments.length; [s, e.t] = [q, p];
  if (r) { function u() { return v; } u(); let v = u; var s = v; } else u;
  for (const w of s) { for (var x in w) x; } for (let y = 0, z = y; y < z; y++) () => y;
  try { throw x; } catch ({ message }) { message; } finally { new.target; }
  switch (n) { case 1: const aa = 1; default: aa; }
  label: while (label) { break label; }
  class B extends c { #d = B; static { var ee = this.#d; } [f]() { return super.x(ee); } get ff() { return B; } }
  const gg = class hh { static ii = hh; }, jj = function kk() { return kk ?? hh; };
  return async function* () { yield* await import(`${gg}`); for await (const ll of jj) ({ ll, mm() { return mm; } }); };
}
export { a as nn, m }; export * from "z";
const oo = (p, q = p, { r } = q) => { var p; return p + r; };
<a.B c={f} {...h}><div>{i}</div></a.B>;
"""
