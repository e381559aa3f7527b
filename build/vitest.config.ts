import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const cores = availableParallelism();

/** A kind of tests: its folder under test/, how long one may take, and how many files run at a time. */
const project = (name: string, groupOrder: number, timeoutSeconds: number, workers: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
    maxWorkers: workers,
    sequence: { groupOrder },
  },
});

// Each TensorFlow uses every core by itself: tests that train or start hosts run one file after another,
// or they slow each other into their time limits.
export default defineConfig({
  root,
  plugins: [vue()],
  test: {
    // TensorFlow's binding can be loaded once in a process and not in a worker thread.
    pool: 'forks',
    globalSetup: ['test/support/setup-global.ts'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    projects: [
      project('unit', 0, 60, cores),
      project('contract', 0, 60, cores),
      project('science', 1, 180, 1),
      project('integration', 2, 300, 1),
      project('e2e', 3, 300, 1),
    ],
  },
});
