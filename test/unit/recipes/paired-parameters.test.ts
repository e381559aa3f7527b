import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../../electron/engine/datasets/parse-parameters.ts';
import { emImages } from '../../../electron/engine/recipes/em-images.ts';
import { liveCellUnet } from '../../../electron/engine/recipes/live-cell-unet.ts';
import { pix2pixMedical } from '../../../electron/engine/recipes/pix2pix-medical.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';

const of = (own: Record<string, unknown>) => () =>
  parseParameters('These', pix2pixMedical.schema, own as Record<string, never>);

describe('parameters of paired recipes', () => {
  it.each([
    [{ output: 'residual' }, /whole-unet/],
    [{ normalisation: 'mean-std' }, /percentile/],
    [{ generator: 'whole-unet', output: 'residual', contentLoss: 'cross-entropy' }, /cross-entropy/],
    [{ contentLoss: 'perceptual-vgg' }, /vggWeights is missing.*file of VGG16 weights/],
    [
      { contentLoss: 'perceptual-vgg', vggWeights: 'vgg16.h5', normalisation: 'mean-std' },
      /perceptual-vgg.*percentile/,
    ],
    [{ lowPercentile: 60, highPercentile: 40 }, /above the low percentile/],
    [{ discriminator: 'none', contentWeight: 0 }, /no discriminator/],
    [{ patchSize: 200 }, /levels of at most 3/],
    [{ patchSize: 101, levels: null }, /even/],
  ])('refuse %o with the way out', (own, message) => {
    expect(of(own)).toThrow(message);
  });

  it('leave the depth to the size where it is not said', () => {
    expect(of({ patchSize: 28, levels: null })()).toMatchObject({ levels: null });
  });
});

describe('the papers’ numbers', () => {
  it('are those of the presets', () => {
    expect(pix2pixMedical.presets['paper']).toMatchObject({
      patchSize: 256, generatorChannels: 64, dropout: 0.5, discriminator: 'patch-70',
      contentLoss: 'l1', contentWeight: 100, epochs: 49_200,
    }); // prettier-ignore
    expect(emImages.presets['paper']).toMatchObject({
      patchSize: 512, generatorChannels: 16, discriminator: 'skip-patch', cropArea: 0.98, flips: true,
      norm: 'instance', epochs: 1500,
    }); // prettier-ignore
    expect(liveCellUnet.presets['paper']).toMatchObject({
      patchSize: 256, contentLoss: 'l1', constant: 200, discriminator: 'none',
    }); // prettier-ignore
    expect(liveCellUnet.presets['paper-cross-entropy']).toMatchObject({ contentLoss: 'cross-entropy' });
  });

  it('make a discriminator of four channels for EM images', () => {
    expect(emImages.networks?.('paper')).toMatchObject([
      {
        id: 'pix2pix-unet',
        parameters: { inputChannels: 3, outputChannels: 1, baseChannels: 16, levels: 8 },
      },
      { id: 'skip-patch-discriminator', parameters: { channels: 4 } },
    ]);
  });
});

describe('what paired recipes say of datasets', () => {
  const pair = (id: string) =>
    itemOf(id, 'b.tif', 'training', { input: itemOf(id, 'a.tif', 'training').target });
  const classes = { kind: 'classes', layers: [{ name: 'membrane', source: 'm.png', c: null, values: null }], box: null, resize: null } as const; // prettier-ignore

  it('asks for partners by the name of the preparation', () => {
    const alone = datasetOf([itemOf('1', 'a.png', 'training')]);
    expect(pix2pixMedical.misfit(alone)).toMatch(/volumes/);
    expect(emImages.misfit(alone)).toMatch(/masks and images/);
    expect(liveCellUnet.misfit(alone)).toMatch(/exposure pairs/);
  });

  it('takes pairs, and masks as inputs where images are made of them', () => {
    const pairs = datasetOf([pair('1')], { degradation: null });
    const masks = datasetOf([{ ...pair('1'), input: { ...classes, layers: [...classes.layers] } }], {
      degradation: null,
    });
    const images = datasetOf([{ ...pair('1'), target: { ...classes, layers: [...classes.layers] } }], {
      degradation: null,
    });
    for (const recipe of [pix2pixMedical, emImages, liveCellUnet]) expect(recipe.misfit(pairs)).toBeNull();
    expect(emImages.misfit(masks)).toBeNull();
    expect(liveCellUnet.misfit(masks)).toMatch(/class maps/);
    expect(emImages.misfit(images)).toMatch(/targets are class maps/);
  });
});
