import type { ImageScore } from '../../../electron/contract/documents.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';
import { evaluationOf, everyScore, imageScoreOf } from '../../support/evaluation.ts';
import { runRecordOf } from '../../support/run-record.ts';
import type { ReportContent, ReportExample } from '../../../electron/engine/reports/report-content.ts';
import { TrustCollector } from '../../../electron/engine/reports/trust-measures.ts';

export function score(id: string, psnr: number | null, inputPsnr: number | null = 30): ImageScore {
  const box = { x: 0, y: 0, width: 30, height: 20 };
  return imageScoreOf(id, { box, psnr, ssim: 0.95, inputPsnr, inputSsim: 0.9 });
}

function raster(dtype: 'uint8' | 'uint16', value: number): Raster {
  const data = dtype === 'uint8' ? new Uint8Array(600) : new Uint16Array(600);
  data.forEach((_, i) => (data[i] = value + i));
  return { width: 30, height: 20, channels: 1, dtype, data, notes: [] };
}

export function example(id: string, dtype: 'uint8' | 'uint16' = 'uint8'): ReportExample {
  const [input, result, truth] = [0, 1, 2].map((value) => raster(dtype, value)) as [Raster, Raster, Raster];
  const pixelSize = { x: 0.5, unit: 'µm' };
  return { title: 'Median', id, input, result, truth, disagreement: null, pixelSize };
}

function trust(): ReportContent['trust'] {
  const collector = new TrustCollector(2, 2);
  for (const id of ['a-001', 'a-002']) collector.add(id, example(id));
  return collector.finish();
}

/** A report of two images whose names try to be markup. */
export function content(): ReportContent {
  const created = '2025-01-31T12:00:00.000Z';
  return {
    title: 'MicroGAN on <cells> & "others"',
    recipe: { title: 'MicroGAN', description: 'Sharpens cells.', paper: 'Gautam et al.' },
    project: {
      format: 'abbe-project',
      version: 2,
      name: '<script>alert(1)</script>',
      created,
      sources: [{ path: 'photos/a.png', sha256: 'ab'.repeat(32), bytes: 600, axis: null }],
    },
    dataset: datasetOf(
      [itemOf('a-001', 'photos/a.png', 'test'), itemOf('b-001', 'photos/b.png', 'training')],
      {
        id: 'cells',
        name: 'Cells',
        preparation: { id: 'cell-segmentation', parameters: { diameter: null } },
        degradation: { kernelSize: 15, sigma: 0 },
        splitting: { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed: 11 },
        sources: [{ path: 'photos/a.png', sha256: 'ab'.repeat(32) }],
        skipped: [{ file: '/photos/broken.png', reason: 'it is empty' }],
      },
    ),
    record: runRecordOf({
      created,
      seed: 42,
      parameters: { epochs: 3, vggWeights: null },
      step: 900,
      totalSteps: 900,
      networks: [{ id: 'unet', role: 'generator', parameters: 232451 }],
      versions: { abbe: '0.1.0', tensorflow: '2.21.0 (cpu)' },
      seconds: 205,
    }),
    evaluation: evaluationOf([score('a-001', 36), score('a-002', 34)], {
      mean: { ...everyScore(null), psnr: 35, ssim: 0.95, inputPsnr: 30, inputSsim: 0.9 },
      standardDeviation: { ...everyScore(null), psnr: 1.4142, ssim: 0, inputPsnr: 0, inputSsim: 0 },
    }),
    losses: [0, 1, 2].map((step) => ({ step, values: { content: 1 / (step + 1), gradientPenalty: step } })),
    examples: [example('a-001'), example('a-002')],
    photo: example('whole photo'),
    disagreementOf: null,
    trust: trust(),
    gallery: null,
    classifications: [],
    created: new Date(created),
  };
}
