import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript-eslint';
import { importRules } from './import-rules.mjs';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const typed = ['electron/**/*.ts', 'renderer/**/*.ts', 'test/**/*.ts', 'build/**/*.ts', 'renderer/**/*.vue'];

/** Run with `eslint --config build/eslint.config.mjs .` from the root; `npm run check` does. */
export default typescript.config(
  { ignores: ['dist/', 'node_modules/', '.cache/', 'demo/', 'test/output/', 'resources/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: typed,
    languageOptions: {
      parserOptions: {
        parser: typescript.parser,
        project: resolve(root, 'tsconfig.json'),
        tsconfigRootDir: root,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    rules: {
      'max-lines': ['error', { max: 400 }],
      // Our props are typed; an optional one has `undefined` as its default on purpose.
      'vue/require-default-prop': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  importRules(root),
  prettier,
);
