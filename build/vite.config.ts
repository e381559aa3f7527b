import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { licencesPlugin } from './licences.mjs';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Builds the page into dist/renderer, where the loopback host and Electron's main find it. */
export default defineConfig({
  root: at('renderer'),
  // Relative, as Electron loads the page through a scheme of its own and the host under a path.
  base: './',
  plugins: [vue(), licencesPlugin()],
  build: {
    outDir: at('dist/renderer'),
    emptyOutDir: true,
    // The oldest engine it is tested in is the smoke test's Electron 9.
    target: 'chrome83',
    // The page's policy forbids data: fonts and scripts; small files stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});
