import { openSecret, sealSecret } from './totp-secret.ts';

describe('a sealed secret', () => {
  const key = 'ab'.repeat(32);
  const secret = Buffer.from('twenty bytes, secret');

  it('is opened for the administrator it was sealed for', () => {
    expect(openSecret(key, 'ann', sealSecret(key, 'ann', secret))).toEqual(secret);
  });

  it('is another one each time', () => {
    expect(sealSecret(key, 'ann', secret)).not.toEqual(sealSecret(key, 'ann', secret));
  });

  it('is not opened for somebody else, with another key, or after a change', () => {
    const sealed = sealSecret(key, 'ann', secret);
    const changed = Buffer.from(sealed);
    changed[20]! ^= 1;
    expect(() => openSecret(key, 'ben', sealed)).toThrow();
    expect(() => openSecret('cd'.repeat(32), 'ann', sealed)).toThrow();
    expect(() => openSecret(key, 'ann', changed)).toThrow();
    expect(() => openSecret(key, 'ann', Buffer.alloc(3))).toThrow();
  });
});
