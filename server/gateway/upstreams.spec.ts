import { readSettings } from '../settings.ts';
import { DemoUpstreamHolder } from './demo-upstream.ts';
import { isMetadataAddress, isMetadataUrl } from '../http/metadata-address.ts';
import { createUpstream } from './upstreams.ts';

const upstreamOf = (environment: NodeJS.ProcessEnv) => {
  const settings = readSettings({ HERMES_BIN: '/nowhere/hermes', ...environment });
  return createUpstream(settings.gateways.pre, settings, new DemoUpstreamHolder());
};
const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://a@b/c',
  HERMES_ADMIN_PASSWORD: 'long enough for anybody',
};

describe('the upstream of a gateway', () => {
  it('is the configured URL, with its path and without /v1', () => {
    const upstream = upstreamOf({ HERMES_PRE_UPSTREAM_URL: 'https://api.example.org/openai/v1/' });
    expect(upstream.target()).toEqual({
      origin: 'https://api.example.org',
      basePath: '/openai',
      apiKey: undefined,
      label: 'api.example.org',
      kind: 'url',
    });
  });

  it('is the URL even where Hermes is installed', () => {
    const upstream = upstreamOf({
      HERMES_PRE_UPSTREAM_URL: 'http://a.example',
      HERMES_BIN: process.execPath,
    });
    expect(upstream.state.kind).toBe('url');
  });

  it('is a supervised proxy where Hermes is installed', () => {
    expect(upstreamOf({ HERMES_BIN: process.execPath }).state).toMatchObject({
      kind: 'hermes-proxy',
      state: 'starting',
    });
  });

  it('is the demo without either, but nothing at all in production', () => {
    expect(upstreamOf({}).state.kind).toBe('demo');
    const none = upstreamOf(production);
    expect(none.state).toMatchObject({ kind: 'none', state: 'down' });
    expect(none.target()).toBeUndefined();
  });

  it.each([
    'http://169.254.169.254/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
  ])('is never a metadata service: %s', (url) => {
    expect(isMetadataUrl(url)).toBe(true);
    expect(upstreamOf({ HERMES_PRE_UPSTREAM_URL: url }).target()).toBeUndefined();
  });

  it('may be on this machine or in its network', () => {
    for (const address of ['127.0.0.1', '10.0.0.7', '192.168.1.1', '::1', '2001:db8::1'])
      expect(isMetadataAddress(address)).toBe(false);
  });
});
