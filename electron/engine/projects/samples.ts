import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SampleEntry } from '../../contract/project-methods.ts';
import { AbbeError } from '../../contract/errors.ts';

/** A sample project: `folder` under resources/samples holds its images and their licence; null where none ship. */
export interface Sample extends Omit<SampleEntry, 'bytes' | 'opened'> {
  folder: string | null;
  /** What the first opening does beside listing the files that ship. */
  make: 'nothing' | 'practice-movies' | 'practice-sections';
}

const yeast = 'https://github.com/Siegallab/PIE, commit d083ad1c07ce49c7a99bd82a9597d78913293fb9';
const brains =
  'https://github.com/muschellij2/open_ms_data, commit 65704901f60650824565aa5a4818611aa89716f4; Lesjak et al. 2017, doi:10.1007/s12021-017-9348-7';
const blood = 'https://github.com/Shenggan/BCCD_Dataset, commit d272fb14cdff6e473fafeeeba32aba5f560e9e43';

const usual = { validation: 0.15, test: 0.15, stratified: false, seed: 1 };

/** Every sample project, one a paper; a new one is one entry here and its folder. */
export const samples: readonly Sample[] = [
  {
    id: 'stained-cells',
    folder: 'stained-cells',
    make: 'nothing',
    title: 'Stained blood cells',
    description: '40 photos of stained blood, to find single cells in and to sharpen.',
    paper:
      'Gautam, Pradhan, Chhipa and Nakajima, MicroGAN: Size-invariant Learning of GAN for Super-Resolution of Microscopic Images',
    recipes: ['microgan'],
    synthetic: false,
    licence: 'MIT',
    source: blood,
    preparation: { id: 'cell-segmentation', parameters: {} },
    splitting: { by: 'photo', ...usual },
  },
  {
    id: 'live-cells',
    folder: 'live-cells',
    make: 'practice-movies',
    title: 'Live yeast, practice movies',
    description:
      'Four movies that alternate low and high exposure, made of recorded yeast with photon noise and a known drift.',
    paper: 'Wu and Liu, Progressive GAN-aided High-Resolution Microscopy for Live Cell Dynamics Study',
    recipes: ['progressive-live-cell', 'live-cell-unet'],
    synthetic: false,
    licence: 'MIT',
    source: yeast,
    preparation: { id: 'exposure-pairs', parameters: {} },
    splitting: { by: 'session', ...usual },
  },
  {
    id: 'brain-mri',
    folder: 'brain-mri',
    make: 'nothing',
    title: 'Brain MRI, T1 and T2',
    description: '21 slices of the heads of two people, each as T1 and as T2.',
    paper: 'Nath, Patel and Amo, Medical Image Synthesis with Pix2Pix Generative Adversarial Networks',
    recipes: ['pix2pix-medical'],
    synthetic: false,
    licence: 'CC BY',
    source: brains,
    preparation: { id: 'volumes', parameters: {} },
    // Two people: one to train on, one to test on.
    splitting: { by: 'subject', ...usual, validation: 0, test: 0.5 },
  },
  {
    id: 'em-sections',
    folder: null,
    make: 'practice-sections',
    title: 'Electron micrographs (synthetic)',
    description: '12 synthetic sections drawn by Abbe, with masks of membranes and mitochondria.',
    paper:
      'Roy, Rawnaq and Kaman, GAN with Skip Patch Discriminator for Biological Electron Microscopy Image Generation',
    recipes: ['em-images', 'em-masks'],
    synthetic: true,
    licence: 'MIT',
    source: 'Drawn by Abbe; no recording of tissue.',
    preparation: { id: 'masks-to-images', parameters: {} },
    splitting: { by: 'photo', ...usual },
  },
];

/** References to photos of a sample begin so: the installation may lie elsewhere at the next start. */
export const samplePrefix = 'sample:';

/** The sample of an id, or the first one of a recipe. @throws AbbeError not-found */
export function findSample(wanted: { sample: string } | { recipe: string }): Sample {
  const found = samples.find(({ id, recipes }) =>
    'sample' in wanted ? id === wanted.sample : recipes.includes(wanted.recipe),
  );
  if (found) return found;
  const [what, known] =
    'sample' in wanted
      ? [`There is no sample project “${wanted.sample}”`, samples.map(({ id }) => id)]
      : [
          `No sample project ships for the recipe “${wanted.recipe}”`,
          samples.flatMap(({ recipes }) => recipes),
        ];
  throw new AbbeError('not-found', `${what} (there is: ${known.join(', ')}).`);
}

/**
 * The folder of the samples: the packaged app names its resources in ABBE_RESOURCES; else they lie at the root
 * of the package, some levels above this file or above the bundle that holds it.
 * Null where an installation lacks them.
 */
export function samplesFolder(): string | null {
  const packaged = process.env['ABBE_RESOURCES'];
  if (packaged !== undefined) return join(packaged, 'samples');
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'resources', 'samples');
    if (existsSync(found)) return found;
  }
  return null;
}

/** The folder of a sample's photos. @throws AbbeError not-found where an installation lacks them. */
export function sampleFolder(folder: string): string {
  const samples = samplesFolder();
  if (samples !== null && existsSync(join(samples, folder))) return join(samples, folder);
  throw new AbbeError(
    'not-found',
    `The sample “${folder}” is missing from this installation; install Abbe again.`,
  );
}
