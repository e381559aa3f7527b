import { engineOptions } from './engine-options.ts';
import { runEngine } from './run-engine.ts';

// Entry point of the engine process: a Node child of the loopback host, or Electron's utility process.
void runEngine(async () => {
  // Read by TensorFlow's C++ side when its library is loaded.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const { createEngine } = await import('../engine/engine.ts');
  return createEngine(engineOptions());
});
