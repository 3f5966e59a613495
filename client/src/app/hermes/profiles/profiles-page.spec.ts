import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type {
  ProfileList,
  ProfileView,
} from '../../../../../server/hermes-state/profiles/profiles.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { ProfilesPage } from './profiles-page';

const path = '/api/admin/hermes/profiles';

const profile = (change: Partial<ProfileView> = {}): ProfileView => ({
  name: 'coder',
  path: '/home/hermes/.hermes/profiles/coder',
  isDefault: false,
  isActive: false,
  isLink: false,
  model: 'claude',
  provider: 'anthropic',
  skills: { count: 3, isCut: false },
  hasEnvironment: true,
  hasSoul: true,
  gateway: { state: 'stale', pid: null, claimed: 'running', reason: 'It was ended from outside.' },
  alias: { state: 'none', path: '/home/hermes/.local/bin/coder' },
  distribution: null,
  description: 'Writes code.',
  isDescriptionAutomatic: false,
  size: { bytes: 2048, files: 2, isComplete: false, isCounting: true },
  problems: [],
  ...change,
});
const list = (items: ProfileView[], change: Partial<ProfileList> = {}): ProfileList => ({
  items,
  nextCursor: null,
  matching: items.length,
  total: items.length,
  active: 'default',
  isActiveMissing: false,
  ignored: [],
  problems: [],
  commandUnavailable: null,
  ...change,
});

const open = async (
  answer: ProfileList,
  unavailableReason: string | null = null,
  me = someone(),
) => {
  await openPage([{ path: '**', component: ProfilesPage }], '/profiles', { me });
  (await requestTo(path)).flush(answer);
  (await requestTo('/api/admin/hermes/jobs')).flush({ items: [], unavailableReason });
  await eventually('list', () => shownText().includes('Writes code.'));
};

describe('Profiles page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('says how far a size was counted, and that a gateway only says it runs', async () => {
    await open(list([profile()]));
    expect(shownText()).toContain('2 KiB so far');
    expect(shownText()).toContain('Stopped, says running');
  });

  it('gives the reason why no profile can be made', async () => {
    const reason = 'There is no hermes command.';
    await open(list([profile()], { commandUnavailable: reason }), reason);
    expect((control(/New profile/) as HTMLButtonElement).disabled).toBe(true);
    expect(shownText()).toContain(reason);
  });

  it('offers a viewer nothing to change', async () => {
    await open(list([profile()]), null, someone({ role: 'viewer' }));
    expect(() => control(/New profile/)).toThrow('No control');
  });

  it('says that the active profile is not there', async () => {
    await open(list([profile()], { active: 'gone', isActiveMissing: true }));
    expect(shownText()).toContain('which is not there');
  });

  it('refuses a name that Hermes would refuse before it is sent, and shows what the server says', async () => {
    await open(list([profile()]));
    control(/New profile/).click();
    await eventually('dialog', () => shownText().includes('Made of'));
    (await requestTo(`${path}/names`)).flush({ items: ['default', 'coder'], active: 'default' });
    type(field('Name'), 'Coder One');
    await eventually('mistake', () => shownText().includes('begins with a letter or digit'));
    type(field('Name'), 'coder');
    await eventually('taken', () => shownText().includes('There is one of this name.'));
    type(field('Name'), 'worker');
    await eventually('target', () => shownText().includes('Writes to profile'));
    control('Create profile').click();
    const request = await requestTo(path, 'POST');
    expect(request.request.body).toMatchObject({ name: 'worker', from: { kind: 'fresh' } });
    refuse(request, 409, { code: 'profile_exists', message: 'It is taken meanwhile.' });
    await eventually('refusal', () => shownText().includes('It is taken meanwhile.'));
  });
});
