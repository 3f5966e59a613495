import { maskedStart, maskText, readFor } from './known-secrets.ts';

const secret = 'swordfish-of-everybody';
const mask = (text: string) => maskText(text, [secret]);

describe('the start of a text', () => {
  it('is all of it when it is short', () => {
    expect(maskedStart(`so ${secret}!`, 20, mask)).toBe('so [hidden]!');
  });

  it('has its length after its secrets are hidden', () => {
    const text = `${'x'.repeat(8)}${secret}${'y'.repeat(9000)}`;
    expect(maskedStart(text, 20, mask)).toBe(`${'x'.repeat(8)}[hidden]yyyy`);
  });

  it('holds no half of a secret where reading stopped, however much was hidden before it', () => {
    const many = `${secret} `.repeat(readFor(300) / (secret.length + 1));
    expect(maskedStart(`${many}${secret}`, 300, mask)).not.toContain('sword');
  });
});
