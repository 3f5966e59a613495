import { apiUser, gateways } from '../testing/samples';
import { changeOf, draftOf, mistakesIn, newDraft, userOf } from './api-user-draft';
import { environmentFile, keyExamples } from './key-examples';

describe('API user form', () => {
  it('sends back what it was given', () => {
    const user = apiUser({
      expiresAt: '2027-01-01T10:30:00.000Z',
      allowedModels: ['a', 'b'],
      note: 'Ask first.',
    });
    expect(userOf(draftOf(user))).toEqual({
      displayName: user.displayName,
      gateways: user.gateways,
      requestsPerMinute: 60,
      monthlyTokenCap: 1_000_000,
      expiresAt: user.expiresAt,
      allowedModels: ['a', 'b'],
      note: 'Ask first.',
    });
  });

  it('leaves out what was not changed, so that seconds of an expiry survive', () => {
    const start = draftOf(apiUser({ expiresAt: '2027-01-01T10:30:45.000Z' }));
    expect(changeOf(start, { ...start, note: 'New' })).toEqual({ note: 'New' });
  });

  it('takes no models to mean all of them', () => {
    expect(userOf({ ...newDraft, allowedModels: ' \n ' }).allowedModels).toBeNull();
  });

  it.each([
    ['displayName', { displayName: '  ' }],
    ['displayName', { displayName: 'x'.repeat(81) }],
    ['gateways', { gateways: [] }],
    ['requestsPerMinute', { requestsPerMinute: '0' }],
    ['requestsPerMinute', { requestsPerMinute: '' }],
    ['monthlyTokenCap', { monthlyTokenCap: '-1' }],
    ['monthlyTokenCap', { monthlyTokenCap: '1e30' }],
    ['note', { note: 'x'.repeat(2001) }],
  ] as const)('finds the mistake in %s: %j', (field, change) => {
    const mistakes = mistakesIn({ ...newDraft, displayName: 'A', ...change });
    expect([...mistakes.keys()]).toEqual([field]);
  });
});

describe('Examples for a new key', () => {
  it('covers only the gateways that the key is good for', () => {
    const [example, ...others] = keyExamples(apiUser({ gateways: ['post'] }), 'hms_k', gateways);
    expect(others).toEqual([]);
    expect(example?.command).toContain('curl http://127.0.0.1:8646/v1/chat/completions');
    expect(example?.command).toContain("'Authorization: Bearer hms_k'");
  });

  it('keeps a model name with a quote inside its shell word', () => {
    const user = apiUser({ allowedModels: ["it's; rm -rf ~"] });
    const command = keyExamples(user, 'hms_k', gateways)[0]?.command ?? '';
    expect(command).toContain(`"it'\\''s; rm -rf ~"`);
  });

  it.each([
    ['the first that the gateway has', null, ['m1', 'm2'], 'm1', true],
    ['the first allowed one that the gateway has', ['gone', 'm2'], ['m1', 'm2'], 'm2', true],
    ['the first allowed one when the list is unknown', ['m3'], undefined, 'm3', true],
    ['a stand-in when nothing is known', null, undefined, 'Hermes-4-70B', false],
  ])('names %s as the model', (_, allowedModels, pre, model, isModelKnown) => {
    const user = apiUser({ gateways: ['pre'], allowedModels });
    const [example] = keyExamples(user, 'hms_k', gateways, { pre });
    expect(example?.command).toContain(`{"model":"${model}",`);
    expect(example?.isModelKnown).toBe(isModelKnown);
  });

  it('writes a file that OpenAI clients read', () => {
    const file = environmentFile(apiUser({ displayName: 'A\nB=1' }), 'hms_k', gateways);
    expect(file.split('\n')).toEqual([
      '# Key of A B=1',
      'OPENAI_API_KEY=hms_k',
      'OPENAI_BASE_URL=http://127.0.0.1:8645/v1',
      '# OPENAI_BASE_URL=http://127.0.0.1:8646/v1 (post)',
      '',
    ]);
  });
});
