import { describe, expect, it } from 'vitest';
import type { MatchedRow } from '../../../../electron/contract/preparation-methods.ts';
import { preparations } from '../../../../electron/engine/datasets/preparations/index.ts';
import { catalogueHandlers } from '../../../../electron/engine/handlers/catalogue.ts';
import {
  countGroups,
  groupsNeeded,
  sharesFor,
  stepsOf,
} from '../../../../renderer/stores/preparation-steps.ts';
import { preparationTexts } from '../../../../renderer/texts/index.ts';

const row = (own: Partial<MatchedRow>): MatchedRow => ({
  key: 'a',
  files: [{ role: 'image', file: '/a.png' }],
  missing: [],
  label: null,
  session: null,
  subject: null,
  ...own,
});

describe('the steps of a preparation', () => {
  it('show every parameter of every preparation once, and have names', async () => {
    const listed = await catalogueHandlers()['preparation.list']({}, {} as never);
    expect(listed.preparations.map(({ id }) => id)).toEqual(preparations.map(({ id }) => id));
    for (const { id, schema } of listed.preparations) {
      const names = Object.keys(schema['properties'] as object);
      const steps = stepsOf(id, names);
      expect(steps.flatMap(({ parameters }) => parameters).toSorted()).toEqual(names.toSorted());
      for (const step of steps) expect(preparationTexts.stepNames[step.id]).toBeTruthy();
      expect(preparationTexts.needs[id]).toBeTruthy();
    }
  });

  it('are there for a preparation that the page does not know', () => {
    const steps = stepsOf('new-one', ['a', 'b']);
    expect(steps.map(({ id }) => id)).toEqual(['files', 'look', 'groups', 'make']);
    expect(steps[1]?.parameters).toEqual(['a', 'b']);
  });

  it('keep a parameter that no step names', () => {
    expect(stepsOf('volumes', ['input', 'new']).find(({ id }) => id === 'slices')?.parameters).toEqual([
      'new',
    ]);
  });
});

describe('groups', () => {
  it('are counted among complete sets of files alone', () => {
    const rows = [
      row({ session: 'a', subject: 's' }),
      row({ session: 'b', subject: 's', files: [{ role: 'image', file: '/b.png' }] }),
      row({ session: null, subject: 's' }),
      row({ session: 'c', missing: ['mask'] }),
    ];
    expect(countGroups(rows, 'session')).toEqual({ groups: 2, without: 1 });
    expect(countGroups(rows, 'subject')).toEqual({ groups: 1, without: 0 });
    expect(countGroups(rows, 'photo')).toEqual({ groups: 2, without: 0 });
  });

  it('get shares that they can fill', () => {
    for (const groups of [0, 1, 2, 3, 40]) {
      expect(groupsNeeded(sharesFor(groups))).toBeLessThanOrEqual(Math.max(1, groups));
    }
    expect(sharesFor(2)).toEqual({ validation: 0, test: 0.5 });
    expect(sharesFor(3)).toEqual({ validation: 0.15, test: 0.15 });
  });
});
