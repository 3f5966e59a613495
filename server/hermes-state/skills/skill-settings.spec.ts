import { FileUnusable } from '../files/file.errors.ts';
import { readSkillSettings, withSkillsEnabled } from './skill-settings.ts';

const config = `# mine
skills:
  config: {papers: {depth: 3}}
  disabled:
    - issue-triage   # too loud
    - prompt-lab
timezone: UTC
`;

describe('a change of what is enabled', () => {
  it('touches the list and nothing else', () => {
    expect(withSkillsEnabled(config, ['prompt-lab'], true)).toBe(
      config.replace('    - prompt-lab\n', ''),
    );
    expect(withSkillsEnabled(config, ['plan'], false)).toBe(
      config.replace('- prompt-lab\n', '- prompt-lab\n    - plan\n'),
    );
  });

  it('that changes nothing leaves the text as it is', () => {
    expect(withSkillsEnabled(config, ['prompt-lab'], false)).toBe(config);
    expect(withSkillsEnabled(config, ['plan'], true)).toBe(config);
    expect(withSkillsEnabled(undefined, ['plan'], true)).toBe('');
  });

  it('makes the list where there is none', () => {
    expect(withSkillsEnabled(undefined, ['plan'], false)).toMatch(/^skills:\n {2}disabled:\n/);
    expect(withSkillsEnabled('a: 1\n', ['plan'], false)).toMatch(/^a: 1\nskills:\n/);
  });

  it('makes a list of one bare name', () => {
    const text = withSkillsEnabled('skills: {disabled: plan}\n', ['disk'], false);
    expect(text).toContain('[ plan, disk ]');
    expect(withSkillsEnabled('skills: {disabled: plan}\n', ['plan'], true)).toContain('[]');
  });

  it('is refused where skills are no mapping', () => {
    expect(() => withSkillsEnabled('skills: [a]\n', ['plan'], false)).toThrow(FileUnusable);
  });
});

describe('the settings of skills', () => {
  it('take lists and bare names, and leave out what is neither', () => {
    const { disabled, disabledOn, externalFolders } = readSkillSettings({
      skills: {
        disabled: 'plan',
        platform_disabled: { telegram: ['a', { b: 1 }], cli: 'c' },
        external_dirs: ['~/skills'],
      },
    });
    expect(disabled).toEqual(['plan']);
    expect([...disabledOn]).toEqual([
      ['telegram', ['a']],
      ['cli', ['c']],
    ]);
    expect(externalFolders).toEqual(['~/skills']);
  });
});
