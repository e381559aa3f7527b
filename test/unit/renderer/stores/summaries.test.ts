import { expect, it } from 'vitest';
import { includedItems } from '../../../../renderer/stores/dataset-summary.ts';
import { datasetOf, itemOf } from '../../../support/dataset-document.ts';

it('counts the items of a dataset that are in use', () => {
  const items = [itemOf('a', '/a.png', 'training'), itemOf('b', '/a.png', 'test', { included: false })];
  expect(includedItems(datasetOf(items))).toBe(1);
  expect(includedItems(datasetOf([]))).toBe(0);
});
