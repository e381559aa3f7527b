/** The page's whole style: neutral greys without colour cast, one accent, light and dark, and for print. */
export const style = `
:root { color-scheme: light dark; --page: #f4f4f4; --card: #ffffff; --text: #1c1c1c; --soft: #666666;
  --line: #dcdcdc; --accent: #2f6fb2; --surround: #ebebeb; --warn: #b45309; --warn-back: #fdf3e3; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #1a1a1a; --card: #242424; --text: #e6e6e6;
  --soft: #9c9c9c; --line: #3a3a3a; --accent: #6fa8dc; --surround: #2e2e2e; --warn: #f0a850; --warn-back: #33291a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 18px; font-weight: 600; margin: 44px 0 12px; padding-top: 12px; border-top: 1px solid var(--line); }
h3 { font-size: 14px; font-weight: 600; margin: 0 0 8px; } h3 .soft, th .soft { font-weight: 400; }
p { margin: 0 0 12px; max-width: 80ch; }
ul { margin: 0 0 12px; padding-left: 20px; max-width: 90ch; }
li { margin: 0 0 4px; overflow-wrap: anywhere; }
.soft, figcaption, caption { color: var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 24px 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; }
.card b { display: block; font-size: 20px; line-height: 1.3; font-weight: 600; }
.warning { background: var(--warn-back); border: 1px solid var(--line); border-left: 4px solid var(--warn);
  border-radius: 6px; padding: 12px 16px 4px; margin: 0 0 24px; break-inside: avoid; }
.warning h3 { color: var(--warn); }
.scroll { overflow-x: auto; margin: 0 0 12px; }
table { border-collapse: collapse; width: 100%; background: var(--card); margin: 0 0 12px; }
.scroll table { margin: 0; }
caption { caption-side: bottom; text-align: left; padding-top: 8px; font-size: 13px; }
th, td { text-align: left; padding: 6px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { font-weight: 600; color: var(--soft); }
tbody th { font-weight: 500; }
.keys th { width: 30%; }
.n { text-align: right; white-space: nowrap; }
.plain { white-space: normal; overflow-wrap: anywhere; }
.example { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px;
  margin: 0 0 12px; break-inside: avoid; }
.triple { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
.triple figure { margin: 0; }
.triple .frame { background: var(--surround); display: flex; align-items: center; justify-content: center;
  padding: 8px; border-radius: 4px; }
.triple img { max-width: 100%; height: auto; display: block; image-rendering: pixelated; }
.panels { display: grid; grid-template-columns: repeat(var(--columns, 4), 1fr); gap: 12px; margin: 0 0 8px; }
.panel { margin: 0; }
.panel svg { display: block; width: 100%; height: auto; max-height: 340px; }
.panel svg [fill="#1c1c1c"] { fill: var(--text); }
.panel figcaption { font-size: 12px; line-height: 1.4; padding-top: 6px; }
main .full .plots { grid-template-columns: 1fr; }
figcaption { font-size: 13px; }
details { margin: 0 0 12px; }
summary { cursor: pointer; padding: 6px 0; color: var(--accent); }
a { color: var(--accent); }
code { font: 12px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 48px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
@page { size: A4; margin: 14mm 13mm; }
@media print { :root { color-scheme: light; --page: #ffffff; --card: #ffffff; --text: #000000; --soft: #444444;
    --line: #cccccc; --accent: #1f4f86; --surround: #ffffff; --warn: #8a3f05; --warn-back: #ffffff; }
  body { font-size: 9.5pt; line-height: 1.4; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 17pt; } h2 { font-size: 12.5pt; margin-top: 22pt; break-after: avoid; } h3 { break-after: avoid; } h2 + p, h2 + ul { break-after: avoid; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(85pt, 1fr)); margin: 14pt 0; } .card { padding: 6pt 8pt; } .card b { font-size: 13pt; }
  .scroll { overflow: visible; } th, td { padding: 2.5pt 5pt; font-size: 8.5pt; } caption { font-size: 8pt; }
  tr, li, figure { break-inside: avoid; } thead { display: table-header-group; }
  main .plots { grid-template-columns: repeat(2, 1fr); gap: 8pt; } main .full .plots { grid-template-columns: 1fr; }
  main .plot { padding: 6pt; }
  .panels { gap: 6pt; } .panel figcaption { font-size: 7.5pt; }
  .example { padding: 6pt 8pt; }
  details:not(.kept) { display: none; }
  details.kept > summary { color: var(--text); font-weight: 600; break-after: avoid; }
  details.kept::details-content { content-visibility: visible; display: block; height: auto; } }
`;
