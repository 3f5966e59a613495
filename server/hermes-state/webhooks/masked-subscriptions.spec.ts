import { maskSubscriptions } from './masked-subscriptions.ts';
import { fieldsOf, secretsIn, webhookMask } from './subscription-fields.ts';

const secretOf = (index: number) => `secret-of-webhook-${index}.`;
const many = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `w${index}`,
      {
        secret: secretOf(index),
        prompt: `Sign with ${secretOf(index)} or ${secretOf((index + 1) % 500)}`,
        events: ['push', 'issues'],
      },
    ]),
  );

describe('the secrets of thousands of webhooks', () => {
  it('are masked in the text of their file, also where a prompt repeats them', () => {
    const masked = maskSubscriptions(JSON.stringify(many(5000)));
    expect(Object.keys(JSON.parse(masked) as object)).toHaveLength(5000);
    for (let index = 0; index < 900; index++) expect(masked).not.toContain(secretOf(index));
    expect(masked.match(/"secret":"secret-of/g)).toBeNull();
  });

  it('are hidden in what a webhook says, its own one however late it stands', () => {
    const entries = many(5000);
    const mask = webhookMask(secretsIn(entries));
    for (const name of ['w0', 'w4999'])
      expect(fieldsOf(entries[name]!, mask).prompt).toBe('Sign with [hidden] or [hidden]');
  });

  it('may be longer than a pattern can be', () => {
    const secret = 'x'.repeat(200_000);
    const entry = { secret, prompt: `Sign with ${secret}` };
    expect(fieldsOf(entry, webhookMask([secret])).prompt).toBe('Sign with [hidden]');
  });
});
