/** How cells are found in a photo; every rule of `segmentCells` is here, none is hidden. */
export type SegmentParameters = {
  channel: 'grey' | 'red' | 'green' | 'blue' | 'saturation';
  polarity: 'auto' | 'dark' | 'light';
  diameter: number | 'auto';
  smoothing: number;
  window: number | 'auto';
  contrast: number | 'auto';
  dilation: number;
  maxHole: number;
  opening: number;
  nuclei: 'find' | 'ignore';
  nucleusMargin: number;
  touching: 'split' | 'keep';
  splitDepth: number;
  minArea: number;
  maxArea: number;
  border: 'keep' | 'drop';
  minRoundness: number;
  minFocus: number;
  margin: number;
};

/** The parameters with every 'auto' replaced by what was used. */
export type ResolvedSegmentParameters = {
  [Key in keyof SegmentParameters]: Exclude<SegmentParameters[Key], 'auto'>;
};

/** Tuned on the training photos of the stained-cells data alone, see decision 0010. */
export const defaultSegmentParameters: SegmentParameters = {
  channel: 'grey',
  polarity: 'auto',
  diameter: 'auto',
  smoothing: 1.5,
  window: 'auto',
  contrast: 'auto',
  dilation: 1,
  maxHole: 0.5,
  opening: 0.2,
  nuclei: 'find',
  nucleusMargin: 0.13,
  touching: 'split',
  splitDepth: 0.03,
  minArea: 0.4,
  maxArea: 4,
  border: 'keep',
  minRoundness: 0,
  minFocus: 0,
  margin: 0.04,
};

/**
 * `paper` is the algorithm of MicroGAN (section 3.1) with its 11x11 window; what the paper does not state is
 * the smallest choice that runs, and neither splitting nor nuclei are added to it.
 */
export const segmentPresets: Record<'default' | 'paper', SegmentParameters> = {
  default: defaultSegmentParameters,
  paper: {
    ...defaultSegmentParameters,
    smoothing: 0,
    window: 11,
    contrast: 2,
    maxHole: 100,
    opening: 0.03,
    nuclei: 'ignore',
    touching: 'keep',
    maxArea: 100,
    margin: 0,
  },
};

export type SegmentParameterInfo = {
  key: keyof SegmentParameters;
  label: string;
  /**
   * 'px', 'grey levels', '× diameter', '× cell area', '× radius', 'of a disk', '× noise variance'
   * or '' for a choice.
   */
  unit: string;
  /** For numbers. */
  min?: number;
  max?: number;
  step?: number;
  /** For choices; a number that also takes 'auto' lists it here. */
  options?: readonly string[];
  default: number | string;
  help: string;
};

type Description = Omit<SegmentParameterInfo, 'key' | 'default'>;

const descriptions: Record<keyof SegmentParameters, Description> = {
  channel: {
    label: 'Channel',
    unit: '',
    options: ['grey', 'red', 'green', 'blue', 'saturation'],
    help: 'Which part of a colour photo is thresholded: its brightness, one colour, or how strongly it is coloured. Grey photos have one channel only.',
  },
  polarity: {
    label: 'Cells are',
    unit: '',
    options: ['auto', 'dark', 'light'],
    help: 'Dark cells on a light background or the reverse. Automatic takes the more even side of the Otsu threshold as background.',
  },
  diameter: {
    label: 'Cell diameter',
    unit: 'px',
    min: 4,
    max: 4000,
    step: 1,
    options: ['auto'],
    help: 'The usual width of a cell. Automatic measures it in the photo by granulometry. The other rules are relative to it.',
  },
  smoothing: {
    label: 'Smoothing',
    unit: 'px',
    min: 0,
    max: 20,
    step: 0.1,
    help: 'Sigma of the Gaussian that takes out noise before the threshold; 0 for none.',
  },
  window: {
    label: 'Threshold window',
    unit: 'px',
    min: 3,
    max: 4001,
    step: 2,
    options: ['auto'],
    help: 'Side of the square whose mean a pixel is compared with, odd. Automatic is 0.7 cell diameters; the paper has 11.',
  },
  contrast: {
    label: 'Contrast',
    unit: 'grey levels',
    min: -64,
    max: 64,
    step: 0.5,
    options: ['auto'],
    help: 'How far, of 255 levels over the photo’s range, a pixel must be from the mean of its window. Automatic is four times the noise measured in the photo, and at least 2.',
  },
  dilation: {
    label: 'Dilation',
    unit: 'px',
    min: 0,
    max: 50,
    step: 1,
    help: 'Radius by which the thresholded parts grow so that broken rims close.',
  },
  maxHole: {
    label: 'Largest hole filled',
    unit: '× cell area',
    min: 0,
    max: 100,
    step: 0.05,
    help: 'Enclosed background up to this size is flooded and counts as cell; larger gaps between cells stay open.',
  },
  opening: {
    label: 'Opening',
    unit: '× diameter',
    min: 0,
    max: 1,
    step: 0.01,
    help: 'Radius of the opening that takes off specks and thin bridges.',
  },
  nuclei: {
    label: 'Stained nuclei',
    unit: '',
    options: ['find', 'ignore'],
    help: 'In colour photos, strongly stained parts (white cells) become cells of their own before the rest is split.',
  },
  nucleusMargin: {
    label: 'Around a nucleus',
    unit: '× diameter',
    min: 0,
    max: 2,
    step: 0.01,
    help: 'Width of the pale cytoplasm that is added around a stained nucleus.',
  },
  touching: {
    label: 'Touching cells',
    unit: '',
    options: ['split', 'keep'],
    help: 'Split clumps at their waists by a watershed on the distance to the background, or keep them whole.',
  },
  splitDepth: {
    label: 'Depth of a waist',
    unit: '× radius',
    min: 0,
    max: 1,
    step: 0.01,
    help: 'How much narrower than both of its halves a clump must be to be split there. Larger splits less.',
  },
  minArea: {
    label: 'Smallest cell',
    unit: '× cell area',
    min: 0,
    max: 10,
    step: 0.05,
    help: 'Smaller parts are sorted out as specks, relative to a disk of the cell diameter.',
  },
  maxArea: {
    label: 'Largest cell',
    unit: '× cell area',
    min: 0.1,
    max: 100,
    step: 0.1,
    help: 'Larger parts are sorted out as clumps that could not be split.',
  },
  border: {
    label: 'Cells cut by the border',
    unit: '',
    options: ['keep', 'drop'],
    help: 'Keep or sort out cells that touch the border of the photo.',
  },
  minRoundness: {
    label: 'Least roundness',
    unit: 'of a disk',
    min: 0,
    max: 1,
    step: 0.01,
    help: '4π × area / perimeter², 1 for a disk: less round parts are sorted out. Nine of ten whole red cells lie between 0.75 and 0.99, half a disk has 0.75; 0 keeps all.',
  },
  minFocus: {
    label: 'Least sharpness',
    unit: '× noise variance',
    min: 0,
    max: 1000,
    step: 0.5,
    help: 'Variance of the Laplacian in a cell over what the photo’s noise alone gives: 1 is nothing but noise, 0 keeps all. The preview shows each cell’s value.',
  },
  margin: {
    label: 'Margin',
    unit: '× diameter',
    min: 0,
    max: 2,
    step: 0.01,
    help: 'Added on each side of the bounding box, as far as the photo reaches.',
  },
};

/** One entry a parameter, in the order of a form: what it is called, what it does, and its bounds. */
export const segmentParameterInfo: readonly SegmentParameterInfo[] = (
  Object.keys(descriptions) as (keyof SegmentParameters)[]
).map((key) => ({ key, ...descriptions[key], default: defaultSegmentParameters[key] }));

/**
 * Throws RangeError, naming the parameter, where a value is outside of its bounds or its choices.
 * Takes any values: a request from outside the process has not been checked by the compiler.
 */
export function checkSegmentParameters(parameters: SegmentParameters): void {
  for (const { key, label, min = -Infinity, max = Infinity, unit, options } of segmentParameterInfo) {
    const value: unknown = parameters[key];
    if (options?.includes(value as string)) continue;
    if (unit === '') throw new RangeError(`${label} must be one of ${options?.join(', ')}, not ${value}.`);
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      throw new RangeError(`${label} must be a number from ${min} to ${max} ${unit}, not ${value}.`);
    }
  }
  if (parameters.window !== 'auto' && parameters.window % 2 !== 1) {
    throw new RangeError(`The threshold window must be an odd number of pixels, not ${parameters.window}.`);
  }
}
