import { redact } from './redaction.ts';

describe('redaction', () => {
  it.each([
    ['a key of ours', 'key hms_AbCd1234efgh refused', 'AbCd1234efgh'],
    ['a bearer token', 'authorization: Bearer abc.def-123456', 'abc.def-123456'],
    ['a provider key', 'using sk-proj-abcdefghijklmnopqrst', 'abcdefghijklmnopqrst'],
    ['a password in an address', 'postgres://hermes:s3cret@db/x is away', 's3cret'],
    ['a password with an @', 'postgres://hermes:s3@cret@db/x is away', 's3@cret'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.SflKxw', 'SflKxw'],
    ['a Slack token', 'login xoxb-123456789012-abcdefghij failed', '123456789012'],
    ['a Telegram token', 'bot 123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr', 'AAbbCC'],
    ['a variable that holds a secret', 'ZAI_API_KEY=plainvalue7 set', 'plainvalue7'],
    ['a named token', '{"access_token": "x", "token": "abcdef"}', 'abcdef'],
  ])('hides %s', (_, text, secret) => expect(redact(text)).not.toContain(secret));

  it('hides a secret that looks like nothing, wherever it stands', () => {
    expect(redact('it was "plain words"!', ['plain words'])).toBe('it was "[hidden]"!');
  });

  it.each(['The database is away: connect ECONNREFUSED 127.0.0.1:5432. Trying again.', ''])(
    'leaves %j as it is',
    (text) => expect(redact(text)).toBe(text),
  );
});
