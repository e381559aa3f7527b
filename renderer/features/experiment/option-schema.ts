import { experimentTexts } from '../../texts/index.ts';

const { optionHelp, optionTexts } = experimentTexts;

const whole = (minimum: number, maximum?: number): Record<string, unknown> => ({
  type: 'integer',
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});
const orNull = (schema: Record<string, unknown>): Record<string, unknown> => ({
  anyOf: [schema, { type: 'null' }],
  default: null,
});
const described = (key: keyof typeof optionTexts): Record<string, unknown> => ({
  ...optionTexts[key],
  description: optionHelp[key],
});

/** What every run does beside its recipe's experiment, as a form: `runOptionsSchema` of the contract. */
export const optionSchema = {
  type: 'object',
  properties: {
    validateEvery: { ...orNull(whole(1)), ...described('validateEvery') },
    validationImages: { ...whole(1, 1000), default: 8, ...described('validationImages') },
    bestBy: { ...orNull({ enum: ['psnr', 'ssim'] }), ...described('bestBy') },
    patience: { ...orNull(whole(1)), ...described('patience') },
    previewEvery: { ...orNull(whole(1)), advanced: true, ...described('previewEvery') },
  },
};
