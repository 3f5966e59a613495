import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, press, shownText, type } from '../testing/render';
import { administrator, idOf, someone } from '../testing/samples';
import { AdministratorsPage } from './administrators-page';

const path = '/api/admin/administrators';
const password = 'correct-horse-battery-staple';

const open = async (me = someone(), ...items: ReturnType<typeof administrator>[]) => {
  await openPage([{ path: '**', component: AdministratorsPage }], '/administrators', { me });
  (await requestTo(path)).flush({ items: items.length > 0 ? items : [administrator()] });
  await eventually('list', () => shownText().includes('Ada Lovelace'));
};

const openMenu = async (name = 'ada'): Promise<void> => {
  control(`Actions for ${name}`).click();
  await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
};

const menuItems = (): string[] =>
  [...document.querySelectorAll('[role="menuitem"]')].map((each) => each.textContent.trim());

const isEnabled = (name: string) => () => !(control(name) as HTMLButtonElement).disabled;

describe('Administrators page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('creates a viewer and shows the generated password until it is stored', async () => {
    await open();
    control('New administrator').click();
    await eventually('dialog', () => shownText().includes('Create administrator'));
    type(field('User name'), 'grace');
    control('Create administrator').click();
    const request = await requestTo(path, 'POST');
    expect(request.request.body).toEqual({ username: 'grace', role: 'viewer' });
    request.flush({ administrator: administrator({ username: 'grace' }), password });
    await eventually('password', () => shownText().includes(password));
    press('Escape');
    expect(isEnabled('Close')()).toBe(false);
    field('I have stored it').click();
    await eventually('button', isEnabled('Close'));
    control('Close').click();
    await eventually('end', () => !shownText().includes(password));
  });

  it('puts a name that is taken next to its field', async () => {
    await open();
    control('New administrator').click();
    await eventually('dialog', () => shownText().includes('Create administrator'));
    type(field('User name'), 'ada');
    control('Create administrator').click();
    refuse(await requestTo(path, 'POST'), 409, { code: 'name_taken', message: 'It is taken.' });
    await eventually('message', () => shownText().includes('It is taken.'));
    expect(field('User name').getAttribute('aria-invalid')).toBe('true');
  });

  it('changes the role of the version that was shown', async () => {
    await open();
    await openMenu();
    control('Edit…').click();
    await eventually('dialog', () => shownText().includes('Edit ada'));
    field('Administrator').click();
    control('Save changes').click();
    const request = await requestTo(`${path}/${idOf(8)}`, 'PATCH');
    expect(request.request.body).toEqual({ role: 'admin', version: 3 });
  });

  it('deletes only after the user name was typed', async () => {
    await open();
    await openMenu();
    control('Delete…').click();
    await eventually('question', () => shownText().includes('gone for good'));
    expect(isEnabled('Delete administrator')()).toBe(false);
    type(field(/^Type/), 'ada');
    await eventually('button', isEnabled('Delete administrator'));
    control('Delete administrator').click();
    await requestTo(`${path}/${idOf(8)}`, 'DELETE');
  });

  it('tells why something was refused, and reads the list again', async () => {
    await open();
    await openMenu();
    control('Take second factor away…').click();
    await eventually('question', () => shownText().includes('Make sure that it is this person'));
    control('Take second factor away').click();
    refuse(await requestTo(`${path}/${idOf(8)}/reset-totp`, 'POST'), 409, {
      code: 'second_factor_inactive',
      message: 'There is none.',
    });
    await eventually('reason', () => shownText().includes('There is none.'));
    await requestTo(path);
  });

  it('offers viewers to read and nothing else', async () => {
    await open(someone({ role: 'viewer' }));
    expect(shownText()).not.toContain('New administrator');
    await openMenu();
    expect(menuItems()).toEqual(['Show events']);
  });

  it('offers nothing that would lock the own account out, or the one from the settings', async () => {
    const self = administrator({ id: someone().id, username: 'admin', role: 'admin' });
    await open(someone(), self, administrator());
    await openMenu('admin');
    expect(menuItems()).toEqual(['Show events', 'My account', 'Edit…']);
  });
});
