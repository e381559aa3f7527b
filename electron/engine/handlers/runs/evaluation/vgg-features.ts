import { AbbeError } from '../../../../contract/errors.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { resizeImage } from '../../../imaging/resize.ts';
import { assignVgg16Weights, readVgg16Weights } from '../../../networks/vgg16-weights.ts';
import { vgg16 } from '../../../networks/vgg16.ts';
import { createProgram } from '../../../runtime/program.ts';
import type { Tensor4D } from '../../../runtime/tensorflow.ts';
import { tf } from '../../../runtime/tensorflow.ts';
import { VariableStore } from '../../../runtime/variables.ts';
import type { PatchNetwork } from './patch-distribution.ts';

/** The last layer of convolutions; its mean over all places is one feature a channel, 512. */
const layer = 'block5_conv3';
const largestSide = 128;
/** VGG16 halves four times before that layer. */
const stride = 16;
const leastSide = 32;

export interface VggFeatures extends PatchNetwork {
  dispose(): void;
}

/**
 * Features of VGG16 for the kernel distance: patches at 128 px at most, grey levels from black to white as -1 to 1,
 * means over the places of the last convolution. TensorFlow is loaded before.
 * @throws AbbeError invalid-input naming the file where it does not hold VGG16's weights.
 */
export async function vggFeatures(file: string): Promise<VggFeatures> {
  const weights = await readVgg16Weights(file, layer).catch((error: unknown) => {
    throw AbbeError.wrap(error);
  });
  const store = new VariableStore(0);
  const network = vgg16.build(store, 'vgg16', { until: layer });
  assignVgg16Weights(store, 'vgg16', weights);
  const program = createProgram({ variables: store, seed: 0 });
  return {
    id: 'vgg16',
    text: `VGG16 features (${layer}, mean over places, 512 numbers; weights of ${file})`,
    async features(patch, { low, high }) {
      const side = sideOf(patch);
      const exact: Raster = { ...patch, dtype: 'float32', data: Float32Array.from(patch.data) };
      const { data, channels } = await resizeImage(exact, { width: side, height: side });
      const image = Float32Array.from(data, (value) =>
        Math.min(1, Math.max(-1, (2 * (value - low)) / (high - low) - 1)),
      );
      const name = `features ${side} ${channels}`;
      if (!program.has(name)) {
        program.define(name, {
          inputs: { image: { shape: [1, side, side, channels] } },
          body: ({ image: x }) => ({ features: tf.mean(network.apply(x as Tensor4D) as Tensor4D, [1, 2]) }),
        });
      }
      return program.run(name, { image })['features'] as Float32Array;
    },
    dispose() {
      program.dispose();
      store.dispose();
    },
  };
}

/** A multiple of 16 that VGG16 has something left of. */
function sideOf({ width, height }: Raster): number {
  const side = Math.min(largestSide, width, height);
  return Math.max(leastSide, Math.floor(side / stride) * stride);
}
