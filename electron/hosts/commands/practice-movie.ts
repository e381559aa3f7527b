import { resolve } from 'node:path';
import { listSources } from '../../engine/formats/list-sources.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { addSetOption, parseAssignments } from './parameters.ts';

/** `abbe practice-movie`: a movie of alternating exposures whose drift is known. */
export const practiceMovie: CliCommand<'practice-movie'> = {
  name: 'practice-movie',
  description: 'Makes a movie of alternating low and high exposures, with photon noise and a known drift.',
  define(command) {
    command
      .argument('<source...>', 'images, stacks, movies, or folders of them; every plane is a scene')
      .requiredOption('--out <folder>', 'where the movie (OME-TIFF) and its truth (JSON) go');
    addSetOption(
      command,
      'a parameter: frames, lowPhotons, highPhotons, backgroundPhotons, drift, driftKind, rotation, bleaching, drop=[4,9], first, offset, gain, readNoise, brightField, lowExposure, seed',
    );
  },
  async run(paths, options, context) {
    const parameters = parseAssignments(options['set'] as string[] | undefined);
    const { files, errors } = await listSources(paths.map((path) => resolve(path)));
    if (errors[0]) throw errors[0];
    if (files.length === 0) throw new UsageError('Give at least one image to make the movie of.');
    const client = await context.engine();
    const payload = { files, output: resolve(options['out'] as string), parameters };
    const { signal, progress } = context;
    const document = await client.call('movie.practice', payload, { signal, onProgress: progress });
    context.progressDone();
    const text = `${document.frames} frames: ${document.movie}\ntruth: ${document.truth}`;
    return { document, text, ok: true };
  },
};
