import type { RecipeNetwork } from '../recipe.ts';
import { microganPresets, microganSchema } from './parameters.ts';

/** As the paper has them: colour photos. */
const channels = 3;

/** What the paper compares with (decision 0052); its own critic stands beside its variants' generators. */
const comparisons: readonly RecipeNetwork[] = [
  {
    id: 'microgan-fs-critic',
    parameters: { channels },
    published: '3.132 M: MicroGAN-FS, with the generator above',
  },
  {
    id: 'microgan-nt-generator',
    parameters: { channels },
    published: '19.974 M: MicroGAN-NT, with the critic above',
  },
  { id: 'deblurgan-generator', parameters: { channels }, published: '11.401 M: DeblurGAN' },
];

/** MicroGAN's networks at a preset; beside the paper's also those it compares with. */
export function microganNetworks(preset: string): RecipeNetwork[] {
  const given = preset === 'paper' || preset === 'quick' ? microganPresets[preset] : {};
  const { generatorChannels, criticChannels, output } = microganSchema.parse(given);
  const paper = preset === 'paper';
  const both = '3.063 M: MicroGAN, generator and critic';
  const published = paper ? { published: both } : {};
  return [
    {
      id: 'microgan-generator',
      parameters: { channels, baseChannels: generatorChannels, output },
      ...published,
    },
    { id: 'microgan-critic', parameters: { channels, baseChannels: criticChannels }, ...published },
    ...(paper ? comparisons : []),
  ];
}
