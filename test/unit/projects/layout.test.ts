import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layout, requireId, storedPath, timeStamp } from '../../../electron/engine/projects/layout.ts';

describe('a project’s layout', () => {
  it.each(['..', '../other', 'a/b', '.hidden', '', 'a\\b', 'C:'])('refuses the id “%s”', (id) => {
    expect(() => requireId(id)).toThrow(/not an id/);
    expect(() => layout.run('/project', id)).toThrow(/not an id/);
    expect(() => layout.dataset('/project', id)).toThrow(/not an id/);
  });

  it('takes ids in any script', () => {
    expect(requireId('Zellen-Übung_3')).toBe('Zellen-Übung_3');
  });

  it('refers to files inside relatively and to others absolutely', () => {
    const folder = resolve('/data/project');
    expect(storedPath(folder, join(folder, 'photos', 'a.png'))).toBe('photos/a.png');
    expect(storedPath(folder, resolve('/data/other/a.png'))).toBe(resolve('/data/other/a.png'));
    expect(storedPath(folder, resolve('/data/project-2/a.png'))).toBe(resolve('/data/project-2/a.png'));
    expect(storedPath(folder, join(folder, '..name.png'))).toBe('..name.png');
  });

  it('stamps times so that they sort by age', () => {
    expect(timeStamp(new Date('2025-01-31T14:25:01.789Z'))).toBe('20250131-142501');
  });
});
