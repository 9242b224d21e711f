"""How the ontology's pages look: a calm column of text, a list of contents beside it where there is room."""

from __future__ import annotations

STYLE = """\
:root { color-scheme: light dark; --ink: #1d3f66; --line: color-mix(in srgb, currentColor 18%, transparent); }
@media (prefers-color-scheme: dark) { :root { --ink: #9cc4f0; } }
html { scroll-padding-top: 1rem; }
body { font: 1rem/1.5 Georgia, "Times New Roman", serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 0.4rem; }
h2 { border-top: 1px solid; font-size: 1.3rem; margin: 2.5rem 0 0.5rem; padding-top: 0.5rem; }
h3 { font-size: 1.1rem; margin: 1.8rem 0 0.2rem; }
h4 { font-size: 1rem; margin: 1rem 0 0.1rem; }
p { margin: 0 0 0.4rem; }
a { color: var(--ink); text-decoration-thickness: 1px; text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
:target { background: color-mix(in srgb, var(--ink) 10%, transparent); box-shadow: 0 0 0 0.4rem
    color-mix(in srgb, var(--ink) 10%, transparent); }
.skip { left: 1rem; position: absolute; top: -4rem; }
.skip:focus { background: Canvas; padding: 0.3rem 0.6rem; top: 0.4rem; }
.name { font-size: 0.85em; font-weight: 400; margin-left: 0.3rem; text-decoration: none; }
.note, .deprecated { font-style: italic; }
.links, nav, dl { font: 0.85rem/1.5 system-ui, sans-serif; }
code { font: 0.92em ui-monospace, "Liberation Mono", monospace; overflow-wrap: anywhere; }
dl { display: grid; gap: 0.15rem 0.8rem; grid-template-columns: 10.5rem 1fr; margin: 0.4rem 0 0; }
dt { opacity: 0.75; }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
article { border-bottom: 1px solid var(--line); padding-bottom: 0.8rem; }
.level-1 { margin-left: 1.2rem; } .level-2 { margin-left: 2.4rem; }
.level-3 { margin-left: 3.6rem; } .level-4 { margin-left: 4.8rem; }
nav ul { list-style: none; margin: 0 0 0.8rem; padding: 0; }
nav p { font-weight: 600; margin: 0; }
nav a { overflow-wrap: anywhere; text-decoration: none; }
nav a:hover, .name:hover { text-decoration: underline; }
@media (min-width: 56rem) {
    .body { display: grid; gap: 2.5rem; grid-template-columns: 13rem minmax(0, 1fr); }
    nav { align-self: start; max-height: calc(100vh - 2rem); overflow-y: auto; position: sticky; top: 1rem;
        margin-top: 2.5rem; }
}
@media (max-width: 56rem) {
    nav { border-top: 1px solid; margin-top: 1.5rem; padding-top: 0.5rem; }
    nav ul { display: flex; flex-wrap: wrap; gap: 0 0.8rem; }
    nav a { display: inline-block; padding: 0.2rem 0; }
}
@media (max-width: 34rem) {
    dl { grid-template-columns: 1fr; gap: 0; }
    dd { margin-bottom: 0.4rem; }
    .level-1, .level-2, .level-3, .level-4 { border-left: 2px solid var(--line); margin-left: 0; padding-left: 0.6rem; }
}
@media print {
    html { font-size: 9.5pt; }
    body { margin: 0; max-width: none; padding: 0; }
    nav, .skip { display: none; }
    .body { display: block; }
    a { color: inherit; text-decoration: none; }
    h2, h3, h4 { break-after: avoid-page; }
    article { break-inside: avoid-page; }
}
"""
