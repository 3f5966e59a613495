import { arrangeInYaml, insertInYaml, moveInYaml, removeInYaml, setInYaml } from './yaml-patch.ts';

const home = `# Of the operator.
model:
  provider: openrouter
  default: 'anthropic/claude'  # main model
  context_length: 200000
base: &base
  timeout: 10   # seconds
other:
  <<: *base
  url: http://example.org
  token: "\${FIXTURE_KEY}"   # reference
# tried from top to bottom
fallback_providers:
  # first
  - provider: nous
    model: Hermes-4   # free

  # second
  - provider: custom:local
    model: fake
approvals:
    mode: off
empty: {}
nothing:   # to come
flow: [a, 'b',  c]
text: |
  two
  lines

end: "x"`;

describe('one value of a YAML text', () => {
  it.each([
    ['a text', ['model', 'default'], 'x/y', "'anthropic/claude'", "'x/y'"],
    ['a number', ['model', 'context_length'], 20, '200000', '20'],
    ['what looks like a boolean', ['approvals', 'mode'], 'off', 'mode: off', 'mode: "off"'],
    ['a boolean', ['approvals', 'mode'], true, 'mode: off', 'mode: true'],
    ['a reference', ['other', 'token'], '${OTHER}', '"${FIXTURE_KEY}"', '"${OTHER}"'],
    ['nothing yet', ['nothing'], 5, 'nothing:   # to come', 'nothing: 5   # to come'],
    ['a list', ['nothing'], ['a'], 'nothing:   # to come', 'nothing:   # to come\n  - a'],
    ['an empty mapping', ['empty', 'a'], { b: 1 }, 'empty: {}', 'empty:\n  a:\n    b: 1'],
    ['several lines', ['text'], 'one', 'text: |\n  two\n  lines\n', 'text: one\n'],
    ['the last line', ['end'], 'y', 'end: "x"', 'end: "y"'],
    ['an item in brackets', ['flow', 1], 'z', "'b'", "'z'"],
    ['a new key', ['model', 'api_mode'], 'a', '200000\n', '200000\n  api_mode: a\n'],
    ['a new key at the end', ['more', 'a'], 1, 'end: "x"', 'end: "x"\nmore:\n  a: 1'],
    ['a key of a list item', ['fallback_providers', 0, 'model'], 'm', 'Hermes-4 ', 'm '],
    [
      'a merged key, in its own mapping',
      ['other', 'timeout'],
      30,
      '# reference\n',
      '# reference\n  timeout: 30\n',
    ],
  ])('that is %s changes, and not another byte', (_, path, value, before, after) => {
    expect(setInYaml(home, path, value)).toBe(home.replace(before, () => after));
  });

  it('keeps line ends, a byte order mark and the spaces at the ends of lines', () => {
    const text = '\uFEFFa: 1 \r\nb:  # c\r\n    - x\r\n\r\nc: 2\r\n';
    expect(setInYaml(text, ['b'], ['x', { y: [1] }])).toBe(
      '\uFEFFa: 1 \r\nb:  # c\r\n    - x\r\n    - y:\r\n          - 1\r\n\r\nc: 2\r\n',
    );
    expect(setInYaml(text, ['a'], 'line\nline')).toBe(
      '\uFEFFa: |- \r\n    line\r\n    line\r\nb:  # c\r\n    - x\r\n\r\nc: 2\r\n',
    );
  });

  it('that stays the same changes nothing', () => {
    expect(setInYaml(home, ['base'], { timeout: 10 })).toBe(home);
  });

  it('is not changed where an anchor, an alias or a merge key would change something else', () => {
    expect(() => setInYaml('a: &x 1\nb: *x\n', ['a'], 2)).toThrow('raw editor');
    expect(() => setInYaml('a: &x {b: 1}\nc: *x\n', ['c', 'b'], 2)).toThrow('raw editor');
    expect(() => removeInYaml('a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n', ['a'])).toThrow('raw editor');
    expect(() => setInYaml('a: &x {b: {c: 1, d: 1}}\ne:\n  <<: *x\n', ['e', 'b', 'c'], 2)).toThrow(
      'raw editor',
    );
  });

  it('is not changed in a text that is broken', () => {
    expect(() => setInYaml('a: "1\n', ['a'], 2)).toThrow('not valid YAML');
  });

  it('is never put below a text or a number', () => {
    expect(() => setInYaml(home, ['end', 'a'], 1)).toThrow('end is not a mapping');
  });

  it('of a key that stands twice is the last one; both are removed', () => {
    const text = 'a: 1\nb: 2\na: 3 # c\n';
    expect(setInYaml(text, ['a'], 4)).toBe('a: 1\nb: 2\na: 4 # c\n');
    expect(removeInYaml(text, ['a'])).toBe('b: 2\n');
  });

  it('can be written into an empty text, or one with comments only', () => {
    expect(setInYaml('', ['a', 'b'], 'off')).toBe('a:\n  b: "off"\n');
    expect(setInYaml('# c', ['a'], 1)).toBe('# c\na: 1');
    expect(setInYaml('---\r\n', ['a'], 1)).toBe('---\r\na: 1\r\n');
  });
});

describe('removing from a YAML text', () => {
  it.each([
    ['a key', ['model', 'provider'], '  provider: openrouter\n', ''],
    [
      'a key behind a dash',
      ['fallback_providers', 0, 'provider'],
      '- provider: nous\n    model',
      '- model',
    ],
    [
      'the last key of a mapping',
      ['approvals', 'mode'],
      'approvals:\n    mode: off',
      'approvals: {}',
    ],
    [
      'an item, with the comment above it',
      ['fallback_providers', 0],
      '  # first\n  - provider: nous\n    model: Hermes-4   # free\n',
      '',
    ],
    ['an item in brackets', ['flow', 1], "a, 'b',  c", 'a, c'],
    ['nothing, when it is not there', ['model', 'x'], '', ''],
  ])('takes away %s, and not another byte', (_, path, before, after) => {
    expect(removeInYaml(home, path)).toBe(home.replace(before, () => after));
  });

  it('leaves an empty list for the last item', () => {
    expect(removeInYaml('a: # c\n  - 1\nb: 2\n', ['a', 0])).toBe('a: [] # c\nb: 2\n');
  });
});

describe('the items of a list', () => {
  const chain = 'list:\n  # of a\n  - a: 1   # x\n    b: 2\n\n  # of b\n  - b\nend: 1\n';

  it('move with the comments above them', () => {
    expect(moveInYaml(chain, ['list'], 0, 1)).toBe(
      'list:\n\n  # of b\n  - b\n  # of a\n  - a: 1   # x\n    b: 2\nend: 1\n',
    );
  });

  it('are put in between, and keep their bytes', () => {
    expect(insertInYaml(chain, ['list'], 1, { c: 'no' })).toBe(
      chain.replace('\n\n', '\n  - c: "no"\n\n'),
    );
  });

  it('can be arranged anew at once', () => {
    const items = [{ keep: 1 }, { value: 'new' }, { value: 'in its place', insteadOf: 0 }];
    expect(arrangeInYaml(chain, ['list'], items)).toBe(
      'list:\n\n  # of b\n  - b\n  - new\n  # of a\n  - in its place\nend: 1\n',
    );
  });

  it('are found again when a whole list is set', () => {
    expect(setInYaml(chain, ['list'], ['b', { a: 1, b: 2 }])).toBe(
      moveInYaml(chain, ['list'], 0, 1),
    );
    expect(setInYaml(chain, ['list'], [{ a: 1, b: 3 }, 'b'])).toBe(chain.replace('b: 2', 'b: 3'));
  });

  it('move at the end of a text without a last line end', () => {
    expect(moveInYaml('- a\n- b', [], 1, 0)).toBe('- b\n- a');
  });

  it('do not move before the anchor they refer to', () => {
    expect(() => moveInYaml('l:\n  - &x 1\n  - *x\n', ['l'], 1, 0)).toThrow('raw editor');
  });
});
