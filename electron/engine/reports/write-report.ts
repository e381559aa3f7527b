import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { LossPoint } from '../../contract/events.ts';
import { encodePng } from '../formats/png.ts';
import { percentileRange, toDisplay } from '../imaging/display.ts';
import { fileError } from '../projects/file-errors.ts';
import type { ExamplePictures } from './example-figure.ts';
import { reportPage } from './page.ts';
import type { ReportContent, ReportExample } from './report-content.ts';
import { scoresCsv } from './score-table.ts';

/**
 * Writes a report into a folder, which is made: index.html, images/, losses.csv and scores.csv. The page comes
 * last, so that one that is there is whole. It opens offline and loads nothing from anywhere else.
 * @returns the path of the page.
 * @throws AbbeError naming the file that cannot be written.
 */
export async function writeReport(folder: string, content: ReportContent): Promise<string> {
  const images = join(folder, 'images');
  await guarded(images, () => mkdir(images, { recursive: true }));
  const examples: ExamplePictures[] = [];
  for (const [i, example] of content.examples.entries()) {
    examples.push(await writePictures(folder, `example-${i + 1}`, example));
  }
  const photo = content.photo && (await writePictures(folder, 'photo', content.photo));
  await write(join(folder, 'losses.csv'), lossesCsv(content.losses));
  await write(join(folder, 'scores.csv'), scoresCsv(content.evaluation));
  const page = join(folder, 'index.html');
  await write(page, reportPage(content, examples, photo));
  return page;
}

/** One contrast for the three: that of the truth. */
async function writePictures(folder: string, name: string, example: ReportExample): Promise<ExamplePictures> {
  const range = example.truth.dtype === 'uint8' ? undefined : percentileRange(example.truth);
  const files = { input: '', result: '', truth: '' };
  for (const role of ['input', 'result', 'truth'] as const) {
    files[role] = `images/${name}-${role}.png`;
    await write(join(folder, files[role]), await encodePng(toDisplay(example[role], range)));
  }
  return { example, files };
}

function lossesCsv(points: readonly LossPoint[]): string {
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))];
  const rows = points.map(({ step, values }) => [step, ...names.map((name) => values[name] ?? '')].join(','));
  return `${[['step', ...names].join(','), ...rows].join('\n')}\n`;
}

async function write(file: string, content: string | Buffer): Promise<void> {
  await guarded(file, () => writeFileAtomic(file, content));
}

async function guarded<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    throw fileError(file, 'written', thrown);
  }
}
