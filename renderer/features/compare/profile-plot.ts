import type { NamedProfile } from '../../stores/profile.ts';
import { compareTexts } from '../../texts/index.ts';
import { namedAxis, plotBase } from '../../ui/plot-style.ts';
import type { Plot } from './score-plots.ts';

const { plotTexts: words } = compareTexts;

/**
 * Values along a line through all images, over the distance in units of length where the pixel size is known. Of colour
 * images the mean of the three channels is drawn; the table has each.
 */
export function profilePlot(
  profiles: readonly NamedProfile[],
  micrometresPerPixel: number | null,
  width: number,
): Plot | null {
  const [first] = profiles;
  if (!first) return null;
  const pixels = first.profile.distance;
  const { unit, perPixel } = lengthUnit(micrometresPerPixel, pixels.at(-1) ?? 1);
  const distance = pixels.map((at) => at * perPixel);
  const drawn = profiles.map(({ name, profile }) => ({ name, values: meanOf(profile.values) }));
  const colour = profiles.some(({ profile }) => profile.values.length > 1);
  const length = `${(distance.at(-1) ?? 0).toPrecision(4)} ${unit}`;
  return {
    id: 'profile',
    title: words.profile,
    label: words.profileLabel(length, drawn.map(({ name }) => name).join(', ')),
    note: words.profileNote(length, width, colour),
    option: (colours) => ({
      ...plotBase(colours),
      xAxis: { ...namedAxis(words.distance(unit), colours, 24), min: 0, max: distance.at(-1) ?? 1 },
      yAxis: { ...namedAxis(words.value, colours, 44), scale: true },
      tooltip: { ...(plotBase(colours)['tooltip'] as object), trigger: 'axis' },
      series: drawn.map(({ name, values }, i) => ({
        type: 'line',
        name,
        showSymbol: false,
        lineStyle: { width: 1.75, type: ['solid', 'dashed', 'dotted'][Math.floor(i / 3)] ?? 'solid' },
        data: values.map((value, at) => [distance[at], value]),
      })),
    }),
    table: {
      columns: [
        words.distance(unit),
        ...profiles.flatMap(({ name, profile }) =>
          profile.values.length === 1 ? [name] : words.channels.map((channel) => `${name}, ${channel}`),
        ),
      ],
      rows: distance.map((at, i) => [
        at,
        ...profiles.flatMap(({ profile }) => profile.values.map((values) => values[i] ?? null)),
      ]),
    },
  };
}

/** The unit in which a length is a number between 1 and 1000 or so. */
function lengthUnit(micrometresPerPixel: number | null, pixels: number): { unit: string; perPixel: number } {
  if (micrometresPerPixel === null) return { unit: 'px', perPixel: 1 };
  const length = micrometresPerPixel * pixels;
  if (length >= 2000) return { unit: 'mm', perPixel: micrometresPerPixel / 1000 };
  if (length < 1) return { unit: 'nm', perPixel: micrometresPerPixel * 1000 };
  return { unit: 'µm', perPixel: micrometresPerPixel };
}

function meanOf(channels: readonly (readonly (number | null)[])[]): (number | null)[] {
  const [first = []] = channels;
  return first.map((_, i) => {
    let sum = 0;
    for (const values of channels) {
      const value = values[i];
      if (value == null) return null;
      sum += value;
    }
    return sum / channels.length;
  });
}
