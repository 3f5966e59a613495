import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Skill, Skills } from '../../../../../server/hermes-state/skills/skills.contract';
import { requestTo } from '../../testing/answer-http';
import { control, eventually, openPage, shownText } from '../../testing/render';
import { someone } from '../../testing/samples';
import { SkillsPage } from './skills-page';

const path = '/api/admin/hermes/skills';
const skill = (name: string, change: Partial<Skill> = {}): Skill => ({
  name,
  folder: `ops/${name}`,
  file: `skills/ops/${name}/SKILL.md`,
  category: 'ops',
  description: `Does ${name}.`,
  version: '1.0.0',
  author: null,
  license: null,
  tags: [],
  source: 'local',
  origin: 'local',
  trust: 'local',
  hub: null,
  isEnabled: true,
  disabledOn: [],
  hiddenBy: null,
  limitedTo: [],
  isModified: null,
  isFrontmatterBroken: false,
  shadowedBy: null,
  missingVariables: [],
  usage: null,
  bytes: 100,
  modifiedAt: '2026-11-21T10:00:00.000Z',
  ...change,
});
const skills = (change: Partial<Skills> = {}): Skills => ({
  profile: 'default',
  sources: [],
  configVersion: 'v1',
  disabled: ['loud'],
  skills: [skill('runbook'), skill('loud', { isEnabled: false })],
  problems: [],
  isCut: false,
  archived: [],
  externalFolders: [],
  isOptedOut: false,
  unavailableReason: null,
  ...change,
});

const open = async (given = skills(), address = '/skills', me = someone()) => {
  await openPage([{ path: '**', component: SkillsPage }], address, { me });
  (await requestTo(path)).flush(given);
  await eventually('list', () => shownText().includes('enabled,'));
};
const answerTexts = async (lockedReason: string | null = null) => {
  (await requestTo(`${path}/files`)).flush({
    items: [{ path: 'SKILL.md', bytes: 3 }],
    isCut: false,
  });
  (await requestTo(`${path}/text`)).flush({
    file: 'skills/ops/runbook/SKILL.md',
    status: 'present',
    reason: null,
    text: '---\nname: runbook\n---\n# Title\n\nWords.\n',
    version: 't1',
    bytes: 3,
    modifiedAt: '2026-11-21T10:00:00.000Z',
    skill: 'ops/runbook',
    lockedReason,
  });
};

describe('Skills page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('counts as Hermes counts, and names what is not listed', async () => {
    await open(
      skills({
        problems: [{ file: 'skills/loop', reason: 'circle' }],
        sources: [{ file: 'skills/.hub/lock.json', status: 'unreadable', reason: 'not_json' }],
      }),
    );
    expect(shownText()).toContain('2 local — 1 enabled, 1 disabled');
    expect(shownText()).toContain('skills/loop, a link that leads in a circle');
    expect(shownText()).toContain('lock.json could not be read');
  });

  it('shows one skill with its text, and switches it off from the version that was read', async () => {
    await open(skills(), '/skills?skill=ops%2Frunbook');
    await answerTexts();
    await eventually('text', () => shownText().includes('Words.'));
    control('Disable…').click();
    await eventually('question', () => shownText().includes('skills.disabled: [loud, runbook]'));
    control('Disable skill').click();
    const { request } = await requestTo(`${path}/enabled`, 'PUT');
    expect(request.body).toEqual({ names: ['runbook'], isEnabled: false });
    expect(request.headers.get('if-match')).toBe('"v1"');
  });

  it('does not offer to change what somebody else maintains', async () => {
    await open(skills(), '/skills?skill=ops%2Frunbook');
    await answerTexts('It comes with Hermes.');
    await eventually('reason', () => shownText().includes('Read only. It comes with Hermes.'));
    expect(shownText()).not.toContain('Edit SKILL.md');
  });

  it('says why verbs are out of reach', async () => {
    await open(skills({ unavailableReason: 'There is no hermes command.' }));
    expect(shownText()).toContain('There is no hermes command.');
    expect((control(/Install…/) as HTMLButtonElement).disabled).toBe(true);
  });

  it('lets viewers read and nothing else', async () => {
    await open(skills(), '/skills?skill=ops%2Frunbook', someone({ role: 'viewer' }));
    await answerTexts();
    await eventually('text', () => shownText().includes('Words.'));
    for (const word of ['Disable…', 'Edit SKILL.md', 'Archive…'])
      expect(shownText()).not.toContain(word);
  });
});
