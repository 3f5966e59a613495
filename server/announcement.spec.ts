import { demoLine } from './announcement.ts';

describe('What the start says about the demo upstream', () => {
  it('names the one gateway it answers for, and the setting that is missing', () => {
    expect(demoLine(['post'])).toBe(
      'The built-in demo upstream answers for the gateway post: no Hermes was found, and HERMES_POST_UPSTREAM_URL is not set.',
    );
  });

  it('names both', () => {
    expect(demoLine(['pre', 'post'])).toBe(
      'The built-in demo upstream answers for the gateways pre and post: no Hermes was found, and HERMES_PRE_UPSTREAM_URL and HERMES_POST_UPSTREAM_URL are not set.',
    );
  });

  it('says nothing when it answers for none', () => {
    expect(demoLine([])).toBeUndefined();
  });
});
