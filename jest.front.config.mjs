import config from './jest.config.mjs';

/** What stands in front, with the real nginx and Caddy. */
export default {
  ...config,
  testRegex: '/server/front/.*\\.e2e-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
};
