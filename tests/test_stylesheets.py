"""SCSS and LESS: what CSS does not have is written as CSS of the same length before it is parsed."""

from __future__ import annotations

import pytest

from burnish.analysis import Analysis, analyze
from burnish.document import Document
from burnish.language import languages
from burnish.project import Project
from burnish.text import Edit, Span
from burnish.verification import verify
from tests.verification.rewriting import rewrite

PROJECT = Project.empty()

SCSS = """\
@use "sass:map";
@use "../settings" as *;
@import url(//fonts.example.org/a.css);
// A comment with a brace { and a quote "
$easing: cubic-bezier(0.5, 0.7, 0.5, 0.9) !default;
$themes: (
  "light": (ink: #000, "line": rgba($black, 0.2)),
  dark: (ink: map.get($map, "x")),
);
%placeholder { color: red; }
@function double($n) { @return $n * 2; }
@mixin box($width, $height: (1px + 2), $more...) {
  width: calc(#{$width} - 1px);
  &:not(#{&}):hover { content: "#{$a} {"; }
  @content;
}
.card, .card-#{$name}:nth-child(#{$n + 1}) {
  @include box($width: 1px, $height: map.get($sizes, "a")) { color: $ink; }
  @include breakpoint { margin: -$gap math.div($gap, 2) settings.$gap; }
  @extend %placeholder;
  &-head, &__foot.is-#{$state}, &:hover { color: $ink; }
  .dark & { color: darken($ink, 10%); }
  > .item + &, ~ .other { top: 0 }
  #{$prefix}-color: var(--#{$name}-ink, #{$ink});
  @if $a == "b" and not $c { left: 0; } @else if map.has-key($m, "k") { left: 1px; } @else { left: 2px; }
  @each $name, $value in $themes { &.#{$name} { color: $value; } }
  @media (min-width: $wide) and #{$query} { top: 50%; }
  background: url(data:image/png;base64,AA//BB) url("a#{$b}.png");
}
@function half($x) { @return math.div($x, 2) }
.x { @include half($a) }
.col-#{$n}:nth-child(#{$n}n + 1) { top: 0; }
"""
LESS = """\
@import (reference) "mixins.less";
@plugin "my-plugin";
@prefix: ~'@{ns}-card'; @media-wide: ~"(min-width: @{wide})";
@blue: mix(color(`colorPalette('@{base}', 8)`), @white, 15%);
.box(@width; @height: 1px; @rest...) when (@width > 1) and (default()) { width: @width; .inner(@rest); }
.clear() { clear: both; }
.@{prefix}, .@{prefix}-item:hover > .@{prefix}-body {
  .box(@width, fade(@ink, 20%); 2px) !important;
  .clear();
  .mixin;
  #ns > .mixin();
  #ns.mixin(1px);
  &:extend(.other all);
  &-head, &&-small, & &-foot, &-2 { color: @ink; }
  .dark &, .rtl& { opacity: .5; margin: -@gap (@gap / 2) ~'calc(1px + @{gap})'; }
  & when (@mode = dark) { color: #fff; }
  color: @@name; border: 1px solid #aaa; width: percentage(0.5);
  @media @media-wide { top: 0; }
  @media (max-width: @small) { top: 0; }
}
@detached();
@shared: { color: @ink; .clear(); };
.col-@{n}:nth-child(@{n}n + 1) { top: 0; };
@keyframes grow { from { top: 0 } to { top: @end } }
"""


@pytest.mark.parametrize(("path", "source"), [("a.scss", SCSS), ("a.less", LESS)])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_not_css_is_no_error(path: str, source: str, newline: str) -> None:
    lines = source.splitlines()
    for number, line in enumerate(lines):
        if not line.startswith(" ") and line.endswith(("{", "(")):
            end = next(at for at in range(number, len(lines)) if lines[at].startswith(("}", ")")))
            line = newline.join(lines[number : end + 1])
        if not lines[number].startswith((" ", "}", ")")):
            assert not Document.of(path, line + newline).has_errors, line
    assert not Document.of(path, "\ufeff" + source.replace("\n", newline)).has_errors


@pytest.mark.parametrize(("path", "source"), [("a.scss", SCSS), ("a.less", LESS)])
def test_what_is_written_otherwise_keeps_its_length_and_its_lines(path: str, source: str) -> None:
    encoded = source.replace("ink", "été😀").encode()
    for text in (encoded, encoded.replace(b"\n", b"\r\n"), *(encoded[:end] for end in range(0, len(encoded), 11))):
        read = languages()[path[2:]].parsed(text)
        assert len(read) == len(text)
        assert [at for at, byte in enumerate(read) if byte in b"\r\n"] == [
            at for at, byte in enumerate(text) if byte in b"\r\n"
        ]
        analyze(Document.of(path, text), PROJECT)


def test_a_comment_of_one_line_is_a_comment() -> None:
    (long, block) = Document.of("a.scss", "// one\r\n//\r\n/* two */\r\na { top: 0; }\r\n").nodes("comment")
    assert (long.start_byte, long.end_byte) == (0, 6)
    assert block.start_byte == 12


MOVED = ".a { transition: left $time, top $time; }\n"


@pytest.mark.parametrize(
    "source",
    [
        f"// burnish: ignore[layout-animation]\n{MOVED}",
        f"/* burnish: ignore[performance] */\n{MOVED}",
        MOVED.replace("\n", " // burnish: ignore\r\n"),
        f"// burnish: ignore-file\n.b {{ &-c {{\n{MOVED}}} }}\n",
        f"<style lang='scss'>\n// burnish: ignore[layout-animation]\n{MOVED}</style>\n",
    ],
)
def test_comments_silence_findings(source: str) -> None:
    path = "a.vue" if source.startswith("<") else "a.scss"
    assert analyze(Document.of(path, source), PROJECT) == ()
    found = analyze(Document.of(path, source.replace("burnish:", "")), PROJECT)
    assert [one.rule for one in found] == ["performance/layout-animation"]


@pytest.mark.parametrize("lang", ["scss", "less"])
def test_styles_of_a_component_are_read_in_their_language(lang: str) -> None:
    source = (
        f'<style scoped lang="{lang}">\n.a {{ &:hover {{ .b {{ transition: left 1s, top 1s; }} }} // c\n}}\n</style>\n'
    )
    (style,) = Document.of("A.vue", source).embedded
    assert (style.language.name, style.has_errors) == (lang, False)
    (finding,) = analyze(Document.of("A.vue", source), PROJECT)
    assert source[finding.span.start : finding.span.end] == "left"


def test_the_gate_refuses_a_comment_that_is_lost() -> None:
    before = ".a {\n  top: 0; // why\n  left: 0;\n}\n"
    receipt = verify(rewrite(before, before.replace(" // why", ""), "a.scss"))
    assert not receipt.accepted


def test_an_edit_finds_what_a_search_from_scratch_finds() -> None:
    analysis = Analysis.of(Document.of("a.scss", SCSS + MOVED), PROJECT)
    for text, at in (("// ", 40), ('"', 300), ("#{", 700), ("}", 20)):
        analysis = analysis.after([Edit(Span(at, at), text)])
        assert analysis.findings == Analysis.of(Document.of("a.scss", analysis.document.source), PROJECT).findings
