import { describe, expect, it } from 'vitest';
import { collectLicences } from '../../../build/licences.mjs';

describe('licences of what is included', () => {
  const licences = collectLicences();
  const named = (name: string) => licences.find((entry) => entry.name === name);

  it('are of what ships: engine, page, font, Electron, TensorFlow and sample images', () => {
    for (const name of ['vue', 'naive-ui', 'zod', '@fontsource-variable/inter', 'electron', 'TensorFlow']) {
      expect(named(name)?.licence, name).toMatch(/MIT|OFL|Apache/);
    }
    expect(licences.filter(({ name }) => name.startsWith('Sample images')).length).toBeGreaterThanOrEqual(1);
  });

  it('are none of what is for building alone, and none is unknown', () => {
    for (const name of ['vitest', 'eslint', 'typescript-eslint', 'playwright-core']) {
      expect(named(name), name).toBeUndefined();
    }
    expect(licences.filter(({ licence }) => licence === 'not stated')).toEqual([]);
  });

  it('carry their text where the package does', () => {
    expect(named('vue')?.text).toMatch(/Permission is hereby granted/);
    expect(named('TensorFlow')?.text).toContain('Apache License');
  });
});
