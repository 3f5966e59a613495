import { convertToParamMap } from '@angular/router';
import { csvOf } from './csv';
import { comparison, viewOf } from './insights-view';

it('an address that makes no sense shows the usual', () => {
  const usual = { days: 30, scope: 'one', by: 'models', gatewayBy: 'model', show: 'tokens' };
  expect(viewOf(convertToParamMap({}))).toEqual(usual);
  expect(viewOf(convertToParamMap({ days: '8', scope: 'x', by: '__proto__' }))).toEqual(usual);
  expect(viewOf(convertToParamMap({ days: '7', by: 'tasks', scope: 'all' }))).toEqual({
    ...usual,
    days: 7,
    by: 'tasks',
    scope: 'all',
  });
});

it.each([
  [0, 0, ''],
  [5, 0, 'nothing in the 7 days before'],
  [5, 5, 'as in the 7 days before'],
  [15, 10, '50 % more than the 7 days before'],
  [5, 10, '50 % less than the 7 days before'],
  [500, 1, 'more than ten times the 7 days before'],
])('%d after %d is %j', (now, before, words) => {
  expect(comparison(now, before, 7)).toBe(words);
});

it('CSV quotes what needs it, and holds no formula', () => {
  expect(
    csvOf([
      ['a', 1],
      ['=x', 2],
      ['say "hi", you', 3],
    ]),
  ).toBe('a,1\r\n\'=x,2\r\n"say ""hi"", you",3\r\n');
});
