import { isSameSecret } from './same-secret.ts';

describe('a secret that was given', () => {
  it('is the right one only letter by letter', () => {
    expect(isSameSecret('a-secret', 'a-secret')).toBe(true);
    expect(isSameSecret('A-secret', 'a-secret')).toBe(false);
  });
  it('may have any length', () => {
    expect(isSameSecret('', 'a-secret')).toBe(false);
    expect(isSameSecret('a-secret-and-more', 'a-secret')).toBe(false);
  });
});
