/**
 * Colours of groups and series that people with every kind of colour vision tell apart (Okabe and Ito 2008), the
 * ones that read well as thin lines on white first. Symbols and dashes change with them, for grey prints.
 */
export const groupColours = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#4d4d4d',
] as const;

export const symbols = ['circle', 'triangle', 'diamond', 'rect', 'arrow', 'pin', 'roundRect'] as const;
const dashes: readonly ('solid' | number[])[] = ['solid', [7, 3], [2, 2], [9, 3, 2, 3]];

/** Colours of a chart's frame as it is saved: dark on nothing. */
export const frame = { text: '#1c1c1c', soft: '#666666', line: '#dcdcdc', ground: '#ffffff' } as const;

export function colourOf(index: number): string {
  return groupColours[index % groupColours.length] as string;
}

export function symbolOf(index: number): string {
  return symbols[index % symbols.length] as string;
}

export function dashOf(index: number): 'solid' | number[] {
  return dashes[index % dashes.length] as 'solid' | number[];
}

/** Lighter ones of the same hues for a dark page, where the saved colour would be hard to see. */
const onDark: Record<string, string> = { '#0072b2': '#4aa3dc', '#d55e00': '#f08343', '#4d4d4d': '#b5b5b5' };

/** A picture's colours follow the page where its style sheet is; a figure saved by itself keeps its own. */
const follow = (property: 'fill' | 'stroke', colour: string, value: string): string =>
  `.plot svg [${property}="${colour}"] { ${property}: ${value}; }`;

/** What a page with charts needs beside its own style, whose variables it uses. */
export const chartStyle = `
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 12px; margin: 0 0 12px; }
.plot { background: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: 0; padding: 12px;
  break-inside: avoid; }
.plot figcaption { padding: 0 0 8px; }
.plot figcaption b { color: var(--text); font-weight: 600; display: block; }
.plot svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.plot details { margin: 8px 0 0; }
.plot details > div { max-height: 320px; overflow: auto; }
${[
  ['text', frame.text],
  ['soft', frame.soft],
  ['line', frame.line],
  ['card', frame.ground],
]
  .flatMap(([name, colour]) =>
    (['fill', 'stroke'] as const).map((property) => follow(property, colour as string, `var(--${name})`)),
  )
  .join('\n')}
@media screen and (prefers-color-scheme: dark) {
${Object.entries(onDark)
  .flatMap(([colour, value]) =>
    (['fill', 'stroke'] as const).map((property) => follow(property, colour, value)),
  )
  .join('\n')}
}
@media print { .plot details { display: none; } }
`;
