import type { Bundle } from '../../../../../server/hermes-state/bundles/bundles.contract';
import { beginningOf, problemsOf } from './bundle-draft';

const bundle: Bundle = {
  slug: 'day',
  name: 'Day',
  fileName: 'day.yaml',
  description: 'Load 1 skills as a bundle',
  isDescriptionGiven: false,
  instruction: '',
  skills: [{ name: 'plan', state: 'enabled' }],
  version: 'v',
  bytes: 1,
  modifiedAt: '2026-11-21T10:00:00.000Z',
};
const given = { skillNames: ['plan'], taken: new Map([['day', 'day.yaml']]) };

describe('The draft of a bundle', () => {
  it('begins with what the file says, and a copy with another name', () => {
    expect(beginningOf({ ...given, bundle })).toEqual({
      name: 'Day',
      skills: ['plan'],
      description: '',
      instruction: '',
    });
    expect(beginningOf({ ...given, like: bundle }).name).toBe('Day copy');
  });

  it('needs a name by which it can be called and nobody else, and a skill', () => {
    const draft = { name: 'Day', skills: ['plan'], description: '', instruction: '' };
    expect(problemsOf(draft, { ...given, bundle })).toEqual({ name: undefined, skills: undefined });
    expect(problemsOf(draft, given).name).toContain('day.yaml');
    expect(problemsOf({ ...draft, name: '日本' }, given).name).toContain('Latin');
    expect(problemsOf({ ...draft, skills: [] }, given).skills).toContain('at least one');
  });
});
