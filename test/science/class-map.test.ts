import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../electron/engine/formats/open-photo.ts';
import { classMapOf, classShares, unexpectedValues } from '../../electron/engine/imaging/class-map.ts';
import { resizeMask } from '../../electron/engine/imaging/resize.ts';

const vnc = fileURLToPath(new URL('../../../shared/data/vnc/', import.meta.url));

// The codes of the data set's own README; the paper's two classes, and the synapses besides.
const membraneCodes = [0, 32, 64, 96, 128];
const codes = { mitochondria: [191], membrane: membraneCodes, synapse: [223] };
const rest = [159, 255];
const names = ['mitochondria', 'membrane', 'synapse'] as const;

async function fromMasks(section: number) {
  const file = `${String(section).padStart(2, '0')}.png`;
  const folders = { mitochondria: 'mitochondria', membrane: 'membranes', synapse: 'synapses' };
  const layers = names.map(async (name, i) => {
    const mask = await openPhoto(join(vnc, folders[name], file));
    return { name, mask, class: i + 1, values: null };
  });
  return classMapOf(await Promise.all(layers));
}

async function fromLabels(section: number) {
  const labels = await openPhoto(join(vnc, 'labels', `labels${String(section).padStart(8, '0')}.png`));
  expect(unexpectedValues(labels, [...Object.values(codes).flat(), ...rest])).toBeUndefined();
  return classMapOf(names.map((name, i) => ({ name, mask: labels, class: i + 1, values: codes[name] })));
}

describe.skipIf(!existsSync(vnc))('class maps of the published sections', () => {
  it('agree between separate masks of 1 and 8 bits and the label image', { timeout: 60_000 }, async () => {
    const shares: number[] = [];
    for (const section of [0, 1, 2, 11]) {
      const [masks, labels] = await Promise.all([fromMasks(section), fromLabels(section)]);
      const [a, b] = [masks.map.data, labels.map.data];
      let [same, onlyWider, other] = [0, 0, 0];
      a.forEach((value, i) => {
        if (value === b[i]) same += 1;
        // The membrane masks are wider than the membranes of the label image, at the cost of the rest.
        else if (value === 2 && b[i] === 0) onlyWider += 1;
        else other += 1;
      });
      shares.push(same / a.length);
      expect(same / a.length).toBeGreaterThan(0.93);
      expect(onlyWider / (onlyWider + other)).toBeGreaterThan(0.8);
      const [inMasks, inLabels] = [classShares(masks.map, 4), classShares(labels.map, 4)];
      // Synapses, painted last, are the same; membranes are wider in the masks.
      expect(inMasks[3]).toBeCloseTo(inLabels[3] as number, 4);
      expect(inMasks[2]).toBeGreaterThan(inLabels[2] as number);
    }
    process.stdout.write(
      `Class maps of masks and of labels agree in ${shares.map((share) => share.toFixed(4)).join(', ')}\n`,
    );
  });

  it('names the mask whose edges are smoothed, and keeps its classes at 512', async () => {
    const { map, notes } = await fromMasks(0);
    expect(notes[0]).toMatch(/^The mask “mitochondria” has 36 grey values from 0 to 255/);
    const small = await resizeMask(map, { width: 512, height: 512 });
    const [before, after] = [classShares(map, 4), classShares(small, 4)];
    after.forEach((share, i) => expect(Math.abs(share - (before[i] as number))).toBeLessThan(0.002));
  });
});

if (!existsSync(vnc)) {
  process.stderr.write('The sections of ../shared/data/vnc are absent: class maps of them are not tested.\n');
}
