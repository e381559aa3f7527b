import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallContext } from '../../contract/calls.ts';
import { writePng } from '../formats/png.ts';
import { drawPracticeSection } from '../imaging/practice-section.ts';
import type { Sample } from '../projects/samples.ts';
import { makePracticeMovie } from './practice-movie.ts';
import type { SourcePool } from './source-pool.ts';
import { taskProgress } from './task-progress.ts';

const sections = { count: 12, side: 512, seed: 1 };
/** As in the paper's low exposures: cells are guessed rather than seen. Bright-field yeast has no light of its own. */
const movie = { frames: 16, lowPhotons: 5, highPhotons: 100, drift: 4, brightField: true };
const whenCancelled = (): string => 'Cancelled; the sample project was not made.';

/**
 * The images of a sample project: those that ship, or what is made of them in the project's folder.
 * @param shipped absolute paths
 * @returns absolute paths, in the order of the project
 */
export async function makeSampleImages(
  sources: SourcePool,
  make: Sample['make'],
  shipped: readonly string[],
  folder: string,
  call: CallContext,
): Promise<string[]> {
  if (make === 'practice-movies') return practiceMovies(sources, shipped, join(folder, 'movies'), call);
  if (make === 'practice-sections') return practiceSections(join(folder, 'sections'), call);
  return [...shipped];
}

/** Each movie drifts in its own way. */
async function practiceMovies(
  sources: SourcePool,
  fields: readonly string[],
  folder: string,
  call: CallContext,
): Promise<string[]> {
  const made: string[] = [];
  const tell = taskProgress(call, fields.length * movie.frames, whenCancelled);
  for (const [i, field] of fields.entries()) {
    const part: CallContext = {
      signal: call.signal,
      progress: ({ done, message }) => void tell(i * movie.frames + done, message).catch(() => undefined),
    };
    const settings = { files: [field], folder, parameters: { ...movie, seed: i + 1 } };
    made.push((await makePracticeMovie(sources, settings, part)).movie);
  }
  return made;
}

async function practiceSections(folder: string, call: CallContext): Promise<string[]> {
  const { count, side, seed } = sections;
  const tell = taskProgress(call, count, whenCancelled);
  const made: string[] = [];
  for (const part of ['raw', 'membranes', 'mitochondria'])
    await mkdir(join(folder, part), { recursive: true });
  for (let i = 0; i < count; i += 1) {
    await tell(i, `Drawing section ${i + 1} of ${count}`);
    const { raw, membranes, mitochondria } = await drawPracticeSection(side, seed, i);
    for (const [part, data] of Object.entries({ raw, membranes, mitochondria })) {
      const file = join(folder, part, `synthetic-${String(i + 1).padStart(2, '0')}.png`);
      await writePng(file, { width: side, height: side, channels: 1, dtype: 'uint8', data, notes: [] });
      made.push(file);
    }
  }
  return made;
}
