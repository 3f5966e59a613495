import config from './jest.config.mjs';

/** What stands around the product, with programs of Debian: nginx, Caddy, and PostgreSQL with its tools. */
export default {
  ...config,
  testRegex: '/server/front/.*\\.e2e-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
};
