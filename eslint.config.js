import eslint from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Server modules: each owns its tables and files. What a module may import of others is listed here and nowhere else. */
const allowedSiblings = {
  'admin-events': [],
  audit: ['admin-events'],
  'hermes-state': ['admin-events', 'audit', 'hermes-process', 'hermes-relay'],
  'hermes-process': [],
  'hermes-relay': [],
  health: ['auth'],
  auth: ['admin-events'],
  'api-users': ['admin-events', 'audit'],
  'saved-views': ['admin-events', 'auth'],
  gateway: ['api-users', 'audit', 'hermes-process'],
  live: [
    'admin-events',
    'api-users',
    'audit',
    'auth',
    'gateway',
    'hermes-process',
    'hermes-state',
    'system',
  ],
  playground: ['admin-events', 'api-users', 'audit', 'gateway'],
  metrics: ['audit', 'auth', 'gateway', 'health'],
  system: ['admin-events', 'audit', 'gateway', 'hermes-state'],
  security: [
    'admin-events',
    'api-users',
    'audit',
    'auth',
    'hermes-process',
    'hermes-state',
    'system',
  ],
};
const modules = Object.keys(allowedSiblings);

/** A module's own files may import what is allowed; its entities are nobody else's. */
const moduleRules = modules.map((name) => ({
  files: [`server/${name}/**/*.ts`],
  ignores: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ...modules
            .filter((other) => other !== name && !allowedSiblings[name].includes(other))
            .map((other) => ({
              regex: `^(\\.\\./)+${other}/`,
              message: `${name} may not import from ${other}. The allowed directions are listed in eslint.config.js.`,
            })),
          ...modules
            .filter((other) => other !== name)
            .map((other) => ({
              regex: `^(\\.\\./)+${other}/.*\\.entity\\.ts$`,
              message: 'An entity leaves its module only as a contract.',
            })),
          { regex: '/testing/', message: 'Only tests use testing/.' },
        ],
      },
    ],
  },
}));

export default defineConfig(
  {
    ignores: [
      'dist/',
      'data/',
      'node_modules/',
      '.angular/',
      'test-results/',
      'test-reports/',
      'coverage/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_$', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      // Answers of the database and of JSON.parse are typed where they arrive.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      // Interfaces ask for promises where an implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Nest's modules and Angular's components are classes by their decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'max-lines': ['error', 300],
    },
  },
  {
    files: ['server/**/*.ts', 'migrations/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.e2e-spec.ts', 'server/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only settings.ts reads the environment.',
        },
        {
          selector:
            "ImportDeclaration[source.value='node:child_process'] ImportSpecifier[imported.name=/^exec(Sync)?$/]",
          message: 'No shell: use spawn or execFile with a list of arguments.',
        },
      ],
    },
  },
  {
    // The command line of TypeORM, and what children of ours are handed.
    files: [
      'server/main.ts',
      'server/database/cli-data-source.ts',
      'server/database/embedded-postgres.ts',
      'server/hermes-process/{find-hermes,hermes-environment}.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  ...moduleRules,
  {
    files: [
      '**/*.spec.ts',
      '**/*.e2e-spec.ts',
      'server/testing/**',
      'browser-tests/**',
      'bench/**',
    ],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  {
    files: ['client/src/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-signals': 'error',
      '@angular-eslint/component-selector': [
        'error',
        { type: 'element', prefix: 'app', style: 'kebab-case' },
      ],
      '@angular-eslint/directive-selector': [
        'error',
        { type: 'attribute', prefix: 'app', style: 'camelCase' },
      ],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              // How a text of Hermes is to be understood has to be known on both sides; such files import nothing.
              regex: '/server/(?!.*\\.(contract|format)(\\.ts)?$)',
              message: 'The client imports contracts and formats of the server and nothing else.',
            },
            {
              regex: '/server/.*\\.contract(\\.ts)?$',
              allowTypeImports: true,
              message: 'Import the types of a contract: its schemas would come into the bundle.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['client/src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: {
        process: 'readonly',
        Buffer: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        document: 'readonly',
        localStorage: 'readonly',
        matchMedia: 'readonly',
        window: 'readonly',
      },
    },
  },
);
