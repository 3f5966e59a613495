/** Jest on Node 20 cannot require ES modules, so Nest's packages are compiled to CommonJS with our sources. */
export default {
  rootDir: 'server',
  testEnvironment: 'node',
  testRegex: '\\.(e2e-)?spec\\.ts$',
  // They need nginx, Caddy and openssl on the machine: jest.front.config.mjs.
  testPathIgnorePatterns: ['/node_modules/', '/server/front/'],
  globalSetup: '<rootDir>/testing/start-postgres.ts',
  globalTeardown: '<rootDir>/testing/stop-postgres.ts',
  testTimeout: 120_000,
  // Files leave things in memory that Node never frees; a process that is full is replaced.
  workerIdleMemoryLimit: '800MB',
  transform: {
    '^.+\\.(t|j)s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!@nestjs/)'],
};
