import { settingOrigins } from './setting-origins.ts';

describe('where a setting comes from', () => {
  const given = {
    HERMES_CONSOLE_PORT: '7000',
    HERMES_BIND_HOST: '0.0.0.0',
    HERMES_METRICS_TOKEN: 'a token that is set',
    HERMES_PRE_UPSTREAM_URL: 'https://name:secret@ai.example',
    HERMES_PUBLIC_URL: '',
  };
  const envFile = { HERMES_CONSOLE_PORT: '7001', HERMES_BIND_HOST: '0.0.0.0' };
  const origins = settingOrigins(given, envFile);
  const of = (name: string) => origins.find((origin) => origin.name === name);

  it('is the file where the file says the same', () => {
    expect(of('HERMES_BIND_HOST')).toMatchObject({ source: '.env', value: '0.0.0.0' });
  });

  it('is the environment where that overrides the file', () => {
    expect(of('HERMES_CONSOLE_PORT')).toMatchObject({ source: 'environment', value: '7000' });
  });

  it('is the default where nobody says anything, and what is empty says nothing', () => {
    expect(of('HERMES_LOG_RETENTION_DAYS')).toMatchObject({ source: 'default', value: '90' });
    expect(of('HERMES_PUBLIC_URL')).toMatchObject({ source: 'default', value: null });
  });

  it('is told of a secret without the secret', () => {
    expect(of('HERMES_METRICS_TOKEN')).toMatchObject({ value: 'set', isSecret: true });
    expect(of('HERMES_ADMIN_PASSWORD')).toMatchObject({ value: 'not set', isSecret: true });
    expect(JSON.stringify(origins)).not.toContain('secret@');
  });
});
