import type { RunRecord } from '../../electron/contract/documents.ts';
import type { CatalogueEntry } from '../../electron/contract/methods.ts';

/** A run whose weights can make something: it has a checkpoint. */
export const isTrained = ({ step }: RunRecord): boolean => step > 0;

/** Whether a run makes images of noise alone. */
export function makesOfNoise({ recipe }: RunRecord, recipes: readonly CatalogueEntry[]): boolean {
  return recipes.find(({ id }) => id === recipe)?.task === 'generation';
}

/** Whether results can be repeated with draws of dropout: pix2pix's generator alone has it. */
export function drawsDropout({ parameters }: RunRecord): boolean {
  return parameters['generator'] === 'pix2pix-unet' && Number(parameters['dropout']) > 0;
}
