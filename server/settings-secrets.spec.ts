import { secretNames } from './setting-definitions.ts';
import { secretsOf } from './settings-secrets.ts';
import { readSettings } from './settings.ts';

describe('The secrets of the settings', () => {
  it.each([...secretNames].filter((name) => name !== 'DATABASE_URL'))('hold %s', (name) => {
    const secret = 'a-secret-that-is-long-enough';
    const others = name === 'HERMES_TRUSTED_AUTH_SECRET' && {
      HERMES_TRUSTED_AUTH_HEADER: 'X-Forwarded-User',
      HERMES_TRUSTED_AUTH_CIDRS: '127.0.0.1',
    };
    expect(secretsOf(readSettings({ ...others, [name]: secret }))).toEqual([secret]);
  });

  it('hold DATABASE_URL and, by itself, the password in it', () => {
    const DATABASE_URL = 'postgres://hermes:not%2Fshown@localhost/hermes';
    expect(secretsOf(readSettings({ DATABASE_URL }))).toEqual([DATABASE_URL, 'not/shown']);
  });
});
