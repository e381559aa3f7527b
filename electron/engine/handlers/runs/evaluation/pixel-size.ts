import type { DatasetItem } from '../../../../contract/datasets.ts';
import type { SpotMeasures } from '../../../../contract/evaluation-measures.ts';
import type { Project } from '../../../projects/project.ts';
import type { SourcePool } from '../../source-pool.ts';

/** Files asked, of many. */
const mostFiles = 32;

/**
 * Side of a pixel of items' targets, where all of their files state the same and none is resized; null else, as a
 * width in micrometres that holds for some images only would mislead.
 */
export async function commonPixelSize(
  sources: SourcePool,
  project: Project,
  items: readonly DatasetItem[],
): Promise<SpotMeasures['pixelSize']> {
  const files = new Map<string, { source: string; series: number }>();
  for (const { target } of items) {
    if (target.kind !== 'plane' || target.resize !== null) return null;
    files.set(`${target.series}|${target.source}`, target);
  }
  const found: NonNullable<SpotMeasures['pixelSize']>[] = [];
  for (const { source, series } of [...files.values()].slice(0, mostFiles)) {
    const size = await sources
      .use(project.photoFile(source), { series }, async ({ info }) => info.pixelSize)
      .catch(() => null);
    if (!size?.x || !size.y) return null;
    found.push({ x: size.x, y: size.y, unit: size.unit });
  }
  const first = found[0];
  const same = found.every(({ x, y, unit }) => x === first?.x && y === first.y && unit === first.unit);
  return first && same ? first : null;
}
