import { maskedText, secretsInYaml, unmaskedText } from './secret-masks.ts';

const text = `model:
  api_key: sk-inline-0123456789abcdef
  key_env: NOT_A_SECRET_NAME
mcp:
  headers:
    Authorization: Bearer abcdef0123456789
    X-Team: platform
  env: {TOKEN: '\${REFERENCE}', url: 'https://user:pa55word-x@example.org/'}
max_tokens: 4096000
note: sk-or-v1-0123456789abcdef0123 # in a comment: sk-inline-0123456789abcdef
`;

describe('the secrets of a configuration', () => {
  it('are told by the names of keys and by their looks', () => {
    expect(secretsInYaml(text)).toEqual([
      'sk-inline-0123456789abcdef',
      'abcdef0123456789',
      'https://user:pa55word-x@example.org/',
      'sk-or-v1-0123456789abcdef0123',
    ]);
  });

  it('are found in comments, and inside of longer texts', () => {
    expect(
      secretsInYaml(
        '# api_key: 0123456789abcdef\nnote: "use sk-or-v1-0123456789abcdef0123, please" # token=zyxwvutsr\n',
      ),
    ).toEqual([
      '0123456789abcdef',
      'zyxwvutsr',
      'sk-or-v1-0123456789abcdef0123',
      'token=zyxwvutsr',
    ]);
  });

  it.each([
    ['on its line', 'api_key: "0123456789abcdef" # x'],
    ['in brackets', 'box: {url: x, api_key: 0123456789abcdef}'],
    ['on the next line', 'api_key:\n    0123456789abcdef'],
    ['as a block', 'api_key: |-\n    0123456789abcdef'],
    ['of a header', 'Authorization: Bearer 0123456789abcdef'],
    ['of a reference to be', "headers: ['Authorization: Bearer 0123456789abcdef']"],
  ])('are found in a text, broken or not, %s', (_, line) => {
    for (const text of [`${line}\n`, `a: [\n${line}\n`])
      expect(maskedText(text, secretsInYaml(text))).not.toContain('0123456789abcdef');
  });

  it('are no ordinary settings', () => {
    const plain =
      'secrets:\n  onepassword: {enabled: false}\ntoken_limit: 40960000\nkey: true\n# a: b\nkeys: {enabled: true}\nMY_TOKEN: ${OTHER_TOKEN}\n';
    expect(maskedText(plain, secretsInYaml(plain))).toBe(plain);
  });

  it('are masked wherever they stand, and come back unharmed', () => {
    const secrets = secretsInYaml(text);
    const masked = maskedText(text, secrets);
    for (const secret of secrets) expect(masked).not.toContain(secret);
    expect(masked).toContain("TOKEN: '${REFERENCE}'");
    expect(masked).toContain('‹hidden:sk-i…cdef:');
    expect(unmaskedText(masked, secrets)).toBe(text);
  });

  it('do not come back from a mask that was altered, or that stands for another text’s', () => {
    const masked = maskedText(text, secretsInYaml(text));
    expect(() => unmaskedText(masked, [])).toThrow('hidden secret');
    expect(() => unmaskedText(masked.replace('…', ' '), secretsInYaml(text))).toThrow('hidden');
  });
});
