/** The rules that the linter holds js/ and its tests to. */

import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['.venv/', '.setup/', 'python/', 'models/'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['js/**'], ignores: ['js/scripts/**'], rules: { 'no-console': 'error' } },
];
