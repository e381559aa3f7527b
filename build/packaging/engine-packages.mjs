/**
 * Packages that are not in the engine's bundle, as they find native files, WebAssembly and thread scripts beside
 * themselves. The bundler leaves them out and a package of Abbe carries them.
 */
export const enginePackages = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node-gpu',
  'sharp',
  '@techstark/opencv-js',
  'h5wasm',
  '@cwasm/nsbmp',
  'piscina',
];
