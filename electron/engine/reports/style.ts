/** The page's whole style: neutral greys without colour cast, one accent, light and dark, and for print. */
export const style = `
:root { color-scheme: light dark; --page: #f4f4f4; --card: #ffffff; --text: #1c1c1c; --soft: #666666;
  --line: #dcdcdc; --accent: #2f6fb2; --band: #2f6fb233; --surround: #ebebeb; }
@media (prefers-color-scheme: dark) { :root { --page: #1a1a1a; --card: #242424; --text: #e6e6e6;
  --soft: #9c9c9c; --line: #3a3a3a; --accent: #6fa8dc; --band: #6fa8dc33; --surround: #2e2e2e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1040px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 17px; font-weight: 600; margin: 40px 0 12px; }
p { margin: 0 0 12px; max-width: 75ch; }
.soft, figcaption, caption { color: var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px; margin: 24px 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; }
.card b { display: block; font-size: 24px; line-height: 1.3; font-weight: 600; }
table { border-collapse: collapse; width: 100%; background: var(--card); margin: 0 0 12px; }
caption { caption-side: bottom; text-align: left; padding-top: 8px; font-size: 13px; }
th, td { text-align: left; padding: 6px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { font-weight: 600; color: var(--soft); }
tbody th { font-weight: 500; }
.n { text-align: right; white-space: nowrap; }
.plain { white-space: normal; overflow-wrap: anywhere; }
.example { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px;
  margin: 0 0 12px; break-inside: avoid; }
.example h3 { font-size: 14px; font-weight: 600; margin: 0 0 8px; }
.triple { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
.triple figure { margin: 0; }
.triple .frame { background: var(--surround); display: flex; align-items: center; justify-content: center;
  padding: 8px; border-radius: 4px; }
.triple img { max-width: 100%; height: auto; display: block; image-rendering: pixelated; }
figcaption { font-size: 13px; padding-top: 6px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 12px; }
.chart { background: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: 0; padding: 12px;
  break-inside: avoid; }
.chart figcaption { padding: 0 0 4px; color: var(--text); font-weight: 600; }
.chart svg { display: block; width: 100%; height: auto; }
.chart text { fill: var(--soft); font-size: 11px; }
.chart .name { text-anchor: middle; }
.chart .middle { text-anchor: middle; }
.chart .end { text-anchor: end; }
.chart .grid { stroke: var(--line); }
.chart .axis { stroke: var(--soft); }
.chart .band { fill: var(--band); }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 1.5; }
details { margin: 0 0 12px; }
summary { cursor: pointer; padding: 6px 0; color: var(--accent); }
a { color: var(--accent); }
code { font: 12px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 48px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
@media print { :root { color-scheme: light; --page: #ffffff; --card: #ffffff; --text: #000000; --soft: #555555;
    --line: #cccccc; --accent: #1f4f86; --band: #1f4f8633; --surround: #ffffff; }
  main { max-width: none; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`;
