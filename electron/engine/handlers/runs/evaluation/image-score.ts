import type { DataRange, ImageScore, PairedScores } from '../../../../contract/evaluation.ts';
import { inputScoreOf } from '../../../../contract/evaluation.ts';
import type { ImageScores } from '../../../../contract/metric-methods.ts';
import { sourcesOfImage } from '../../../datasets/item-groups.ts';
import { ofEachMetric, pixelsOf, scoreImage } from '../../score-image.ts';
import type { ScoredPair } from './scored-pair.ts';

/** Scores of a pair; its group and whether it lies outside the training's are told later. */
export function scorePair(pair: ScoredPair, range: DataRange | null): ImageScore {
  const { item, result, baseline, truth } = pair;
  const target = pixelsOf('the truth', truth);
  const own = scoreImage(pixelsOf('the result', result), target, range?.value ?? null);
  const ofInput = scoreImage(pixelsOf('the input', baseline), target, range?.value ?? null);
  return {
    id: item.id,
    file: sourcesOfImage(item.target)[0] ?? '',
    box: item.target.kind === 'plane' ? item.target.box : null,
    width: truth.width,
    height: truth.height,
    group: '',
    ...joinScores(own.scores, ofInput.scores),
    identical: own.identical,
    inputIdentical: ofInput.identical,
    notes: [...new Set([...own.notes, ...ofInput.notes])],
    outside: [],
  };
}

/** Scores of results and of inputs under their names in one record. */
export function joinScores<T>(
  own: Record<keyof ImageScores, T>,
  ofInput: Record<keyof ImageScores, T>,
): Record<keyof PairedScores, T> {
  const inputs = Object.entries(ofInput).map(([id, value]) => [inputScoreOf(id as keyof ImageScores), value]);
  return { ...own, ...Object.fromEntries(inputs) } as Record<keyof PairedScores, T>;
}

/** Of a record of both, the results' part. */
export function resultScores(scores: PairedScores): ImageScores {
  return ofEachMetric((id) => scores[id]);
}

/** Of a record of both, the inputs' part. */
export function inputScores(scores: PairedScores): ImageScores {
  return ofEachMetric((id) => scores[inputScoreOf(id)]);
}
