"""Components of Vue and Svelte: the scripts and styles in them are documents of their own, with the offsets of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish import engine
from burnish.analysis import Analysis, analyze
from burnish.config import Config
from burnish.document import Document, read
from burnish.enhancement import Origin, Outcome
from burnish.language import languages
from burnish.project import Project
from burnish.text import Edit, Span
from burnish.verification import verify
from tests.verification.rewriting import rewrite

PROJECT = Project.empty()

VUE = """\
<script>
export default {
  name: 'PriceTag',
}
</script>

<script setup lang="js">
import Money from './Money.vue'

function show(first, second) {
  if (first) {
    if (second) {
      draw(first)
      draw(second)
    }
  }
}
</script>

<template>
  <p v-if="a < b && c > d" @click="show(a, b)">é😀 {{ a < b ? '<script>' : x }}</p>
  <money />
</template>

<style scoped>
.card { padding: 16px; border-radius: 6px; background: #fff; }
.panel { padding: 16px; border-radius: 6px; background: #fff; }
</style>
"""
VUE_FIXED = """\
<script>
export default {
  name: 'PriceTag',
}
</script>

<script setup lang="js">
import Money from './Money.vue'

function show(first, second) {
  if (first && second) {
    draw(first)
    draw(second)
  }
}
</script>

<template>
  <p v-if="a < b && c > d" @click="show(a, b)">é😀 {{ a < b ? '<script>' : x }}</p>
  <money />
</template>

<style scoped>
.card,
.panel { padding: 16px; border-radius: 6px; background: #fff; }
</style>
"""


def parts(source: str, path: str) -> list[tuple[str, str]]:
    """The languages of what is read in a file, and the text of each, lines with nothing of it left out."""
    found = Document.of(path, source).embedded
    assert not any(one.has_errors for one in found)
    lines = ((one, (line.strip() for line in one.own_source.decode().splitlines())) for one in found)
    return [(one.language.name, "\n".join(line for line in text if line)) for one, text in lines]


def said(source: str, path: str) -> list[str]:
    return [one.rule.partition("/")[2] for one in analyze(Document.of(path, source), PROJECT)]


@pytest.mark.parametrize(
    ("opening", "language"),
    [
        ("<script>", "javascript"),
        ("<script setup>", "javascript"),
        ("<script lang='ts'>", "typescript"),
        ("<script lang=ts setup>", "typescript"),
        ('<script\n  setup\n  lang="ts"\n  generic="T extends Record<string, U>, U"\n>', "typescript"),
        ('<script lang="tsx">', "tsx"),
        ('  <script LANG="JS">', "javascript"),
    ],
)
def test_the_language_of_a_script_is_the_one_that_it_says(opening: str, language: str) -> None:
    source = f"<template><a/></template>\n{opening}\nlet a = 1\n</script>\n"
    assert parts(source, "A.vue") == [(language, "let a = 1")]


def test_the_language_of_a_style_is_the_one_that_it_says() -> None:
    source = '<style scoped>\na { top: 0 }\n</style>\n<style lang="stylus">\na\n  top 0\n</style>\n'
    assert parts(source, "A.vue") == [("css", "a { top: 0 }")]


@pytest.mark.parametrize(
    "source",
    [
        '<script src="./a.js" />\n<template><p></p></template>\n',
        '<script src="./a.js"></script>\n',
        '<script lang="coffee">\na = -> 1\n</script>\n',
        "<!--\n<script>\nlet a = 1\n</script>\n-->\n",
        "<docs>\n# Usage\n<script>\nlet a = 1\n</script>\n</docs>\n",
        "<template>\n  <p>{{ '<script>' }}</p>\n</template>\n",
        "",
    ],
)
def test_what_is_no_code_of_a_component_is_not_read(source: str) -> None:
    assert parts(source, "A.vue") == []


def test_both_scripts_of_a_component_see_each_others_names() -> None:
    (script,) = Document.of("A.vue", "<script>\nlet a = 1\n</script>\n<script setup>\nlet b = a\n</script>\n").embedded
    assert script.own_source.decode().split() == ["let", "a", "=", "1", "let", "b", "=", "a"]
    shown = "<script setup>\nfunction show(item) {\n  element.innerHTML = MARK\n}\n</script>\n"
    assert said(f"<script>\nconst MARK = '<b>!</b>'\n</script>\n{shown}", "A.vue") == []
    assert said(shown.replace("MARK", "item.text"), "A.vue") == ["inner-html"]


def test_what_a_template_says_does_not_keep_scripts_from_being_read() -> None:
    source = "<template>\n<p>{{ a < b }}<br><Link><li>\n<div v-if='a > b' :a=\"`</div>`\">\n</template>\n" + VUE
    assert len(said(source, "A.vue")) == 2


SVELTE = """\
<script context="module" lang="ts">
  import { cart } from './stores'
  const LIMIT: number = 3
</script>

<script lang="ts">
  export let first: boolean
  $: total = $cart.length * LIMIT
  function show(second: boolean) {
    if (first) {
      if (second) {
        draw($cart)
        draw(total)
      }
    }
  }
</script>

<svelte:head>
  <script type="application/ld+json">{JSON.stringify(x)}</script>
  <script>
    if (a) { if (b) { c() } }
  </script>
</svelte:head>
{#if first && a < b}<p on:click={() => show(a > b)}>{@html `<style>${LIMIT}</style>`} é😀</p>{/if}

<style lang="scss">
  p { &:hover { transition: left 1s, top 1s; } }
</style>
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_component_of_svelte_is_read_and_enhanced(newline: str) -> None:
    source = SVELTE.replace("\n", newline)
    assert [language for language, _ in parts(source, "A.svelte")] == ["typescript", "scss"]
    assert said(source, "A.svelte") == ["flatten-nested-conditions", "layout-animation"]
    run = engine.fix_all(Document.of("A.svelte", source), PROJECT)
    old = "    if (first) {\n      if (second) {\n        draw($cart)\n        draw(total)\n      }\n    }\n"
    new = "    if (first && second) {\n      draw($cart)\n      draw(total)\n    }\n"
    assert run.result.text == SVELTE.replace(old, new).replace("\n", newline)


def test_half_typed_components_of_svelte_are_no_error() -> None:
    for end in range(0, len(SVELTE), 9):
        analyze(Document.of("A.svelte", SVELTE[:end]), PROJECT)


def test_a_store_is_used_where_its_value_is() -> None:
    script = "<script>\nimport { cart } from './stores'\nfunction f() {\n  return %s\n}\n</script>\n<p>{%s}</p>\n"
    for value, refused in (("$cart", False), ("$carts", True)):
        receipt = verify(
            rewrite(script % ("[cart][0]", value), script % ("[0]", value), "A.svelte", origin=Origin.RULE)
        )
        failed = [one.detail for one in receipt.checks if one.outcome is Outcome.FAILED and one.name == "names"]
        assert failed == (["the import of 'cart' is left without use"] if refused else [])


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_code_is_enhanced_where_it_stands(mark: str, newline: str) -> None:
    before, after = (mark + text.replace("\n", newline) for text in (VUE, VUE_FIXED))
    run = engine.fix_all(Document.of("A.vue", before), PROJECT)
    assert run.result.text == after
    assert said(after, "A.vue") == []


def test_a_finding_has_its_place_in_the_file() -> None:
    document = Document.of("A.vue", VUE)
    found = [
        (document.lines.line_of(one.span.start) + 1, document.slice(one.span)) for one in analyze(document, PROJECT)
    ]
    assert found == [(11, "if (first)"), (26, ".card")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  if (first) {", "  // burnish: ignore[flatten-nested-conditions]\n  if (first) {"),
        ("  if (first) {", "  /* burnish: ignore[readability] */\n  if (first) {"),
        ("<script>\n", "<!-- burnish: ignore-file[flatten-nested-conditions] -->\n<script>\n"),
        ("<script>\n", "<script>\n/* burnish: ignore-file[flatten-nested-conditions] */\n"),
    ],
)
def test_comments_silence_findings(before: str, after: str) -> None:
    assert said(VUE.replace(before, after, 1), "A.vue") == ["repeated-declarations"]


def test_a_comment_that_silences_nothing_is_found() -> None:
    source = VUE.replace("function show", "// burnish: ignore[repeated-declarations]\nfunction show")
    assert "unused-suppression" in said(source, "A.vue")


@pytest.mark.parametrize(
    ("markup", "refused"),
    [
        ("<template><price-tag /></template>", False),
        ("<template><PriceTag /></template>", False),
        ("<template><p>{{ PriceTag.name }}</p></template>", False),
        ("<style>\np { color: v-bind(PriceTag) }\n</style>", False),
        ("<template><price-tags /></template>", True),
    ],
)
def test_what_the_markup_mentions_is_used(markup: str, refused: bool) -> None:
    script = "<script setup>\nimport PriceTag from './PriceTag.vue'\nfunction f() {\n  return %s\n}\n</script>\n"
    receipt = verify(rewrite(script % "[PriceTag][0]" + markup, script % "[0]" + markup, "A.vue", origin=Origin.RULE))
    failed = [one.detail for one in receipt.checks if one.outcome is Outcome.FAILED and one.name == "names"]
    assert failed == (["the import of 'PriceTag' is left without use"] if refused else [])


def test_half_typed_components_are_no_error() -> None:
    for end in range(0, len(VUE), 7):
        analyze(Document.of("A.vue", VUE[:end]), PROJECT)


def test_an_edit_finds_what_a_search_from_scratch_finds() -> None:
    analysis = Analysis.of(Document.of("A.vue", VUE), PROJECT)
    for text, at in (("x", 40), ("</script>", 60), ("<", 0), ("\n", 200)):
        analysis = analysis.after([Edit(Span(at, at), text)])
        assert analysis.findings == Analysis.of(Document.of("A.vue", analysis.document.source), PROJECT).findings


def test_a_component_is_read_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "A.vue"
    path.write_bytes(VUE.encode())
    document = read(path)
    assert isinstance(document, Document)
    assert document.language is languages()["vue"]
    assert len(analyze(document, Project(tmp_path, Config()))) == 2
