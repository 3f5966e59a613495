import { requireMetricsAccess } from './metrics-access.ts';

const outcomeOf = (
  remoteAddress: string | undefined,
  headers: Record<string, string> = {},
  asked: string | undefined = undefined,
) => {
  try {
    requireMetricsAccess({ headers, socket: { remoteAddress } } as never, asked);
    return 'open';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

describe('access to the metrics', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'is open without a token from %s',
    (address) => expect(outcomeOf(address)).toBe('open'),
  );

  it.each(['192.0.2.1', '::ffff:192.0.2.1', '2001:db8::1', undefined])(
    'is closed without a token from %s',
    (address) => expect(outcomeOf(address)).toBe('metrics_closed'),
  );

  it('does not believe a header that claims to come from this machine', () => {
    expect(outcomeOf('192.0.2.1', { 'x-forwarded-for': '127.0.0.1' })).toBe('metrics_closed');
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-real-ip'])(
    'is closed to what a proxy on this machine forwards, by its header %s',
    (name) => expect(outcomeOf('127.0.0.1', { [name]: '192.0.2.1' })).toBe('metrics_closed'),
  );

  it('is open from elsewhere with the token', () => {
    expect(outcomeOf('192.0.2.1', bearer('0123456789abcdef'), '0123456789abcdef')).toBe('open');
  });

  it.each([
    ['none', {}],
    ['another', bearer('0123456789abcdeg')],
    ['a longer one', bearer('0123456789abcdef0')],
    ['another scheme', { authorization: 'Basic 0123456789abcdef' }],
  ])('refuses %s where a token is set', (_, headers) => {
    expect(outcomeOf('192.0.2.1', headers, '0123456789abcdef')).toBe('metrics_token_wrong');
  });
});
