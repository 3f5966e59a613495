import presets from 'jest-preset-angular/presets/index.js';

/** Component tests run in jsdom; Angular's packages are compiled to CommonJS for jest. */
export default {
  ...presets.createCjsPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  rootDir: import.meta.dirname,
  setupFilesAfterEnv: ['<rootDir>/setup-jest.ts'],
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  // The package offers only an ES module by its name.
  moduleNameMapper: { '^marked$': '<rootDir>/../node_modules/marked/lib/marked.umd.js' },
  testTimeout: 60_000,
};
