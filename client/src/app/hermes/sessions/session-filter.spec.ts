import { convertToParamMap } from '@angular/router';
import { queryOf, viewOf } from './session-filter';
import { costWords } from './session-wording';

describe('the filters of sessions', () => {
  it('in an address are taken where they make sense', () => {
    const given = { source: 'cli', kind: 'nobody', from: '2026-11-01', to: 'soon', search: ' x ' };
    expect(viewOf(convertToParamMap(given))).toEqual({
      source: 'cli',
      from: '2026-11-01',
      search: 'x',
    });
  });

  it('count the last day in', () => {
    expect(queryOf({ from: '2026-11-01', to: '2026-11-30', model: 'gpt' })).toEqual({
      from: '2026-11-01T00:00:00Z',
      to: '2026-12-01T00:00:00.000Z',
      model: 'gpt',
    });
  });
});

it.each([
  ['~$0.0810', { status: 'estimated', estimatedUsd: 0.081, actualUsd: null }],
  ['$1.25', { status: 'actual', estimatedUsd: 1, actualUsd: 1.25 }],
  ['included', { status: 'included', estimatedUsd: 0, actualUsd: null }],
  ['unknown', { status: 'unknown', estimatedUsd: null, actualUsd: null }],
] as const)('a cost is shown as %s', (words, cost) => {
  expect(costWords(cost)).toBe(words);
});
