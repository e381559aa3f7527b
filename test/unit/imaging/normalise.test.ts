import { describe, expect, it } from 'vitest';
import { fromSigned, toSigned, toUnit } from '../../../electron/engine/imaging/normalise.ts';
import { allocate } from '../../../electron/engine/imaging/raster.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const row = (data: Raster['data'], dtype: Raster['dtype']): Raster => ({
  width: data.length,
  height: 1,
  channels: 1,
  dtype,
  data,
  notes: [],
});

describe('to the range of a network and back', () => {
  it('subtracts and divides by 127.5 for 8-bit, as in the paper', () => {
    expect([...toSigned(row(Uint8Array.of(0, 51, 255), 'uint8'))]).toEqual([-1, Math.fround(-0.6), 1]);
  });

  it('uses the whole range of 16-bit', () => {
    expect([...toSigned(row(Uint16Array.of(0, 65535), 'uint16'))]).toEqual([-1, 1]);
  });

  it.each(['uint8', 'uint16'] as const)('every %s value comes back', (dtype) => {
    const top = dtype === 'uint8' ? 256 : 65536;
    const values = allocate(dtype, top);
    for (let i = 0; i < top; i += 1) values[i] = i;
    const image = row(values, dtype);
    expect(fromSigned(toSigned(image), image).data).toEqual(image.data);
  });

  it('floating point goes through the range it is given', () => {
    const image = row(Float32Array.of(0.002, 0.0025, 0.003), 'float32');
    const range = { min: 0.002, max: 0.003 };
    const signed = toSigned(image, range);
    expect(signed[1]).toBeCloseTo(0, 5);
    const back = fromSigned(signed, image, range).data;
    image.data.forEach((value, i) => expect(back[i]).toBeCloseTo(value, 8));
    expect(toUnit(image, range)[2]).toBeCloseTo(1, 5);
  });

  it('clamps and rounds integers; NaN becomes 0', () => {
    const shape = { width: 5, height: 1, channels: 1, dtype: 'uint8' } as const;
    const values = Float32Array.of(-3, 3, NaN, 0.0001, 1);
    expect([...fromSigned(values, shape).data]).toEqual([0, 255, 0, 128, 255]);
  });

  it('asks for the range of floating point and refuses an empty one', () => {
    const image = row(Float32Array.of(1), 'float32');
    expect(() => toSigned(image)).toThrow(/give the range/);
    expect(() => toSigned(image, { min: 2, max: 2 })).toThrow(/2 to 2 is empty/);
  });

  it('refuses values that do not fill the shape', () => {
    const shape = { width: 2, height: 2, channels: 3, dtype: 'uint8' } as const;
    expect(() => fromSigned(new Float32Array(5), shape)).toThrow(/5 values do not fill 2 x 2 x 3/);
  });
});
