import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const cores = availableParallelism();

interface Kind {
  name: string;
  /** Kinds of one number run together, then those of the next. */
  group: number;
  seconds: number;
  /** Files at a time. */
  workers: number;
  /** Under test/; else the folder of its name. */
  folder?: string;
  exclude?: string[];
}

/** A kind of tests: where they are, when they run, how long one may take. */
const project = ({ name, group: groupOrder, seconds, workers, folder = name, exclude = [] }: Kind) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${folder}/**/*.test.ts`],
    exclude,
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    maxWorkers: workers,
    sequence: { groupOrder },
  },
});

// Each TensorFlow uses every core by itself: tests that train or start hosts run one file after another,
// or they slow each other into their time limits. Commands mostly wait for a process to start, and references for
// Python, on one core.
const commands = 'integration/cli';
const pair = Math.min(2, cores);
export default defineConfig({
  root,
  plugins: [vue()],
  test: {
    // TensorFlow's binding can be loaded once in a process and not in a worker thread.
    pool: 'forks',
    globalSetup: ['test/support/setup-global.ts'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    projects: [
      project({ name: 'unit', group: 0, seconds: 60, workers: cores }),
      project({ name: 'contract', group: 0, seconds: 60, workers: cores }),
      project({ name: 'science', group: 1, seconds: 180, workers: pair }),
      project({ name: 'commands', group: 2, seconds: 300, workers: pair, folder: commands }),
      project({ name: 'integration', group: 3, seconds: 300, workers: 1, exclude: [`test/${commands}/**`] }),
      project({ name: 'e2e', group: 4, seconds: 300, workers: 1 }),
    ],
  },
});
