import { fileURLToPath } from 'node:url'
import svelte from 'eslint-plugin-svelte'
import { configs, parser } from 'typescript-eslint'

/** Few rules, each against a fault that has no other guard. Form is Prettier's, types are svelte-check's. */
const rules = {
  'no-console': ['error', { allow: ['error'] }],
  'no-var': 'error',
  eqeqeq: ['error', 'smart'],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
}

export default [
  { ignores: ['src/api/schema.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parser,
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.sw.json'],
        tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)),
        extraFileExtensions: ['.svelte'],
      },
    },
    plugins: { '@typescript-eslint': configs.base.plugins['@typescript-eslint'] },
    rules,
  },
  ...svelte.configs['flat/recommended'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser } },
    rules: {
      'svelte/prefer-const': 'error',
      // State is replaced whole here, never changed in place: an ordinary Map or Date in it is enough.
      'svelte/prefer-svelte-reactivity': 'off',
      // svelte-check knows which warnings there are; a mustache keeps a space that Prettier would take.
      'svelte/no-unused-svelte-ignore': 'off',
      'svelte/no-useless-mustaches': 'off',
    },
  },
]
