import { convertToParamMap } from '@angular/router';
import type { Skill } from '../../../../../server/hermes-state/skills/skills.contract';
import { matching, stateOf, troublesOf, viewOf } from './skill-view';

const skill = (name: string, change: Partial<Skill> = {}): Skill =>
  ({
    name,
    folder: name,
    category: null,
    description: '',
    tags: [],
    source: 'local',
    isEnabled: true,
    hiddenBy: null,
    shadowedBy: null,
    isModified: null,
    isFrontmatterBroken: false,
    missingVariables: [],
    usage: null,
    ...change,
  }) as Skill;
const names = (skills: Skill[], query: Record<string, string>) =>
  matching(skills, viewOf(convertToParamMap(query))).map(({ name }) => name);

describe('The view of skills', () => {
  const all = [
    skill('b', { category: 'ops', tags: ['csv'] }),
    skill('a', { isEnabled: false }),
    skill('c', { hiddenBy: 'platform' }),
    skill('d', { shadowedBy: 'x/d' }),
  ];

  it('is by category and name unless the address says otherwise', () => {
    expect(names(all, {})).toEqual(['a', 'c', 'd', 'b']);
    expect(names(all, { sort: 'name:descending' })).toEqual(['d', 'c', 'b', 'a']);
  });

  it('takes words, status, category and source from the address', () => {
    expect(names(all, { search: 'CSV' })).toEqual(['b']);
    expect(names(all, { status: 'enabled' })).toEqual(['b']);
    expect(names(all, { status: 'disabled' })).toEqual(['a']);
    expect(names(all, { status: 'troubled' })).toEqual(['d']);
    expect(names(all, { category: '-' })).toEqual(['a', 'c', 'd']);
    expect(names(all, { source: 'hub' })).toEqual([]);
  });

  it('says what to look at', () => {
    expect(troublesOf(skill('x', { missingVariables: ['A'] }))).toEqual(['Not set in .env: A.']);
    expect(stateOf(all[3]!).word).toBe('Shadowed');
  });
});
