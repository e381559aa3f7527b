import type { Evaluation } from '../../../../contract/evaluation.ts';
import type { ScoredPair } from './scored-pair.ts';

/** The parts of an evaluation that only some recipes have. */
export type Measured = Pick<
  Evaluation,
  'spots' | 'resolution' | 'distribution' | 'texture' | 'membranes' | 'areas'
>;

/** What is measured on all images beside their scores: told of each, asked at the end. */
export interface Measure {
  add(pair: ScoredPair): Promise<void> | void;
  /** @param tell how much of what takes longest at the end is done. */
  finish(
    tell: (done: number, total: number) => Promise<void>,
  ): Promise<Partial<Measured>> | Partial<Measured>;
}

export const nothingMeasured: Measured = {
  spots: null,
  resolution: null,
  distribution: null,
  texture: null,
  membranes: null,
  areas: null,
};
