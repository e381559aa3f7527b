import type { ResolutionMeasures } from '../../../../contract/evaluation-measures.ts';
import type { OpenCv } from '../../../imaging/opencv.ts';
import { loadOpenCv } from '../../../imaging/opencv.ts';
import type { Plane } from '../../../imaging/registration/plane.ts';
import { decorrelationResolution } from '../../../metrics/decorrelation.ts';
import { fourierRingCorrelation } from '../../../metrics/fourier-ring-correlation.ts';
import { leastSide } from '../../../metrics/transform-crop.ts';
import { greyPlane } from './grey-plane.ts';
import type { Measure } from './measure.ts';
import { summariseMeasures } from './measure-summary.ts';

type PerImage = ResolutionMeasures['perImage'][number];

/**
 * Resolution of input, result and truth by decorrelation analysis, and to where input and result agree with the
 * truth by Fourier ring correlation. A generator that only sharpens has a fine resolution alone and not with the
 * truth.
 */
export function resolutionMeasure(): Measure {
  const perImage: PerImage[] = [];
  return {
    async add({ item, input, result, truth }) {
      const { cv } = await loadOpenCv();
      const target = greyPlane(truth);
      perImage.push({
        id: item.id,
        truth: alone(cv, target),
        input: withTruth(cv, greyPlane(input), target),
        result: withTruth(cv, greyPlane(result), target),
      });
    },
    finish: () => ({ resolution: { perImage, ...summariseMeasures(numbersOf(perImage)) } }),
  };
}

function alone(cv: OpenCv, plane: Plane): PerImage['truth'] {
  if (tooSmall(plane)) return { decorrelation: null, reason: smallReason };
  const { pixels, reason } = decorrelationResolution(cv, plane);
  return { decorrelation: pixels, reason };
}

function withTruth(cv: OpenCv, plane: Plane, truth: Plane): PerImage['result'] {
  if (tooSmall(plane)) return { ...alone(cv, plane), ringCorrelation: null, ringReason: smallReason };
  const { pixels, reason } = fourierRingCorrelation(cv, plane, truth).oneSeventh;
  return { ...alone(cv, plane), ringCorrelation: pixels, ringReason: reason };
}

const smallReason = `smaller than ${leastSide} px`;
const tooSmall = ({ width, height }: Plane): boolean => Math.min(width, height) < leastSide;

function numbersOf(images: readonly PerImage[]): Parameters<typeof summariseMeasures>[0] {
  const unit = 'px';
  return [
    {
      ...{ id: 'decorrelation', label: 'Resolution by decorrelation', unit, better: null },
      input: images.map(({ input }) => input.decorrelation),
      result: images.map(({ result }) => result.decorrelation),
      truth: images.map(({ truth }) => truth.decorrelation),
    },
    {
      ...{
        id: 'ringCorrelation',
        label: 'Agreement with the truth by ring correlation',
        unit,
        better: 'lower',
      },
      input: images.map(({ input }) => input.ringCorrelation),
      result: images.map(({ result }) => result.ringCorrelation),
    },
  ];
}
