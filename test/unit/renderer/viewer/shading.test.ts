import { describe, expect, it } from 'vitest';
import { colourTable as engineTable } from '../../../../electron/engine/imaging/colour-map.ts';
import { colourMapNames, colourTable } from '../../../../renderer/viewer/colour-maps.ts';
import { knownOf, localSource, pictureOf } from '../../../../renderer/viewer/image-source.ts';
import { micrometres, scaleBar } from '../../../../renderer/viewer/scale-bar.ts';
import {
  changeContrasts,
  defaultShading,
  differenceShading,
  shadingText,
  shareOf,
} from '../../../../renderer/viewer/shading.ts';

const floats = (values: readonly number[]) => {
  const data = new Uint8Array(Float32Array.from(values).buffer);
  return { width: values.length, height: 1, channels: 1 as const, dtype: 'float32' as const, data };
};

describe('contrast', () => {
  it('is linear between its limits, clamped beyond, bent by gamma, turned by inversion', () => {
    const contrast = { min: 100, max: 300, gamma: 1 };
    expect([50, 100, 200, 300, 999].map((value) => shareOf(value, contrast, false))).toEqual([
      0, 0, 0.5, 1, 1,
    ]);
    expect(shareOf(150, { ...contrast, gamma: 0.5 }, false)).toBe(0.5);
    expect(shareOf(150, contrast, true)).toBe(0.75);
  });

  it('shows NaN and a contrast without extent as 0, not as anything', () => {
    expect(shareOf(NaN, { min: 0, max: 1, gamma: 1 }, false)).toBe(0);
    expect(shareOf(5, { min: 5, max: 5, gamma: 1 }, false)).toBe(0);
  });

  it('is not touched in 8-bit images, and says the percentiles in all others', () => {
    const byte = defaultShading({ channels: 3, dtype: 'uint8', range: { min: 9, max: 80 }, percentiles: [] });
    expect(byte.contrasts).toEqual(Array(3).fill({ min: 0, max: 255, gamma: 1 }));
    expect(shadingText(byte)).toBe('shown 0 to 255, γ 1, as it is');
    const known = knownOf(pictureOf(floats(Array.from({ length: 1001 }, (_, i) => i))));
    const deep = defaultShading(known);
    expect(deep.contrasts).toEqual([{ min: 5, max: 995, gamma: 1 }]);
    expect(shadingText(deep)).toBe('shown 5 to 995, γ 1, percentile 0.5–99.5');
  });

  it('says each channel where they differ, and what else was done', () => {
    const byte = defaultShading({ channels: 3, dtype: 'uint8', range: null, percentiles: [] });
    const changed = changeContrasts(byte, 1, { max: 128 }, '');
    expect(shadingText(changed)).toBe('shown R 0 to 255, γ 1; G 0 to 128, γ 1; B 0 to 255, γ 1');
    const grey = defaultShading({ channels: 1, dtype: 'uint8', range: null, percentiles: [] });
    expect(shadingText({ ...grey, map: 'magma', inverted: true, smooth: true })).toBe(
      'shown 0 to 255, γ 1, as it is, magma, inverted, smoothed beyond 1:1',
    );
  });

  it('of differences reaches alike to both sides of zero', () => {
    const known = { channels: 1 as const, dtype: 'float32' as const, range: { min: -8, max: 3 } };
    const signed = differenceShading({ ...known, percentiles: [] }, false);
    expect(signed).toMatchObject({ map: 'blue-red', contrasts: [{ min: -8, max: 8 }] });
    expect(differenceShading({ ...known, percentiles: [] }, true).contrasts[0].min).toBe(0);
  });
});

describe('percentiles of a picture in memory', () => {
  it('leave out what is not finite', () => {
    const known = knownOf(pictureOf(floats([NaN, 1, 2, Infinity, 3])));
    expect(known.range).toEqual({ min: 1, max: 3 });
    expect(knownOf(pictureOf(floats([NaN]))).range).toBeNull();
  });
});

it('colour maps are those of the engine’s own pictures', () => {
  for (const name of colourMapNames) {
    const rgb = Array.from(colourTable(name)).filter((_, i) => i % 4 !== 3);
    expect(rgb).toEqual(Array.from(engineTable(name)));
  }
});

it('pictures in memory have keys of their own', () => {
  const picture = floats([1]);
  expect(localSource(picture).key).not.toBe(localSource(picture).key);
});

it('scale bars know nanometres to metres, and no other units', () => {
  const size = (x: number | null, unit: string) => micrometres({ x, y: x, z: null, unit });
  expect([size(65, 'nm'), size(0.5, 'µm'), size(1, 'mm')]).toEqual([0.065, 0.5, 1000]);
  expect([size(1, 'pixel'), size(null, 'µm'), micrometres(null)]).toEqual([null, null, null]);
  expect(scaleBar(0.065, 1, 160)).toMatchObject({ label: '10 µm' });
});
