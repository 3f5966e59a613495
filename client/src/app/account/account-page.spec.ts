import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../testing/render';
import { idOf, someone } from '../testing/samples';
import { AccountPage } from './account-page';

const status = {
  auth_enabled: true,
  logged_in: true,
  password_required: true,
  authenticated: true,
  cookie_name: 'hermes_session',
  csrf_required: false,
  version: '0.1.0',
};
const session = (number: number, current: boolean) => ({
  id: idOf(number),
  current,
  createdAt: '2026-11-21T10:00:00.000Z',
  lastSeenAt: '2026-11-21T10:00:00.000Z',
  expiresAt: '2026-11-21T20:00:00.000Z',
  address: `192.0.2.${number}`,
  userAgent: null,
  byProxy: false,
});

const open = async (me = someone()): Promise<void> => {
  await openPage([{ path: '**', component: AccountPage }], '/account', { me });
  (await requestTo('/api/auth/sessions')).flush({ items: [session(1, true), session(2, false)] });
  (await requestTo('/api/auth/tokens')).flush({ items: [] });
  await eventually('sessions', () => shownText().includes('192.0.2.2'));
};

const answerWho = async (me = someone()): Promise<void> => {
  (await requestTo('/api/auth/status')).flush(status);
  (await requestTo('/api/auth/me')).flush(me);
};

/** Several parts of the page ask for it. */
const secondFactorPassword = (): HTMLInputElement =>
  document.querySelector('app-second-factor-tile input[type="password"]')!;

const tokenPassword = (): HTMLInputElement =>
  document.querySelector('app-access-tokens-tile input[type="password"]')!;

describe('Account page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('sets a second factor up, from the password to the recovery codes', async () => {
    await open();
    control('Set up second factor').click();
    await eventually('password', () => secondFactorPassword() !== null);
    type(secondFactorPassword(), 'my password');
    control('Go on').click();
    const start = await requestTo('/api/auth/totp/setup', 'POST');
    expect(start.request.body).toEqual({ password: 'my password' });
    start.flush({ secret: 'JBSWY3DPEHPK3PXP', otpauthUrl: 'otpauth://totp/x?secret=JBSWY3DP' });
    await eventually('secret', () => shownText().includes('JBSW Y3DP EHPK 3PXP'));
    expect(document.querySelector('app-qr-code svg[role="img"] path')).not.toBeNull();
    type(field('Code from the app'), '123456');
    control('Turn on').click();
    (await requestTo('/api/auth/totp/confirm', 'POST')).flush({ recoveryCodes: ['aaaa-bbbb'] });
    await answerWho(someone({ totpEnabled: true, recoveryCodesLeft: 10 }));
    await eventually('codes', () => shownText().includes('aaaa-bbbb'));
    expect(shownText()).not.toContain('JBSW');
    expect(shownText()).toContain('10 of 10 recovery codes are left');
  });

  it('turns the second factor off only with a password and a code', async () => {
    await open(someone({ totpEnabled: true, recoveryCodesLeft: 1 }));
    expect(shownText()).toContain('Make new ones before they run out');
    control('Turn off…').click();
    await eventually('form', () => secondFactorPassword() !== null);
    type(secondFactorPassword(), 'my password');
    type(field('Code'), '123456');
    control('Turn off second factor').click();
    const request = await requestTo('/api/auth/totp', 'DELETE');
    expect(request.request.body).toEqual({ password: 'my password', code: '123456' });
    refuse(request, 403, { code: 'wrong_code', message: 'The code is wrong.' });
    await eventually('message', () => shownText().includes('The code is wrong.'));
    expect(field('Code').getAttribute('aria-invalid')).toBe('true');
  });

  it('makes an access token, shows it once, and says what is wrong beside its name', async () => {
    await open();
    control('Make a token').click();
    await eventually('mistake', () => shownText().includes('Give it a name.'));
    type(field('Name of a new token'), 'nightly');
    type(tokenPassword(), 'my password');
    control('Make a token').click();
    const refused = await requestTo('/api/auth/tokens', 'POST');
    expect(refused.request.body).toEqual({
      name: 'nightly',
      scope: 'read',
      expiresAt: null,
      password: 'my password',
    });
    refuse(refused, 409, { code: 'access_token_name_taken', message: 'You have that already.' });
    await eventually('message', () => shownText().includes('You have that already.'));
    control('Make a token').click();
    const made = await requestTo('/api/auth/tokens', 'POST');
    made.flush({ token: 'hcp_secret', accessToken: {} });
    await eventually('token', () => shownText().includes('hcp_secret'));
  });

  it('refuses a new password that is too short or typed differently, before asking', async () => {
    await open();
    type(field('Current password'), 'old');
    type(field('New password'), 'short');
    type(field('New password again'), 'other');
    control('Change password').click();
    await eventually('mistakes', () => shownText().includes('Use at least 16 characters.'));
    expect(shownText()).toContain('This differs from the new password.');
  });

  it('says next to its field that the current password is wrong', async () => {
    await open();
    type(field('Current password'), 'wrong');
    type(field('New password'), 'a long enough password');
    type(field('New password again'), 'a long enough password');
    control('Change password').click();
    const message = 'The current password is wrong.';
    const request = await requestTo('/api/auth/password', 'POST');
    refuse(request, 403, { code: 'wrong_password', message });
    await eventually('message', () => shownText().includes(message));
    expect(field('Current password').getAttribute('aria-invalid')).toBe('true');
  });

  it('says where a password from the settings is changed', async () => {
    await open(someone({ fromEnvironment: true }));
    expect(shownText()).toContain('HERMES_ADMIN_PASSWORD');
    expect(shownText()).not.toContain('Change password');
  });

  it('ends another session, and offers no button for this one', async () => {
    await open();
    expect(document.querySelectorAll('app-sessions-tile li button')).toHaveLength(1);
    control(/End session from 192\.0\.2\.2/).click();
    (await requestTo(`/api/auth/sessions/${idOf(2)}`, 'DELETE')).flush(null);
    await requestTo('/api/auth/sessions');
  });

  it('saves a preference at once', async () => {
    await open();
    type(field('Time zone'), 'Asia/Tokyo');
    const request = await requestTo('/api/auth/preferences', 'PUT');
    expect(request.request.body).toEqual({ timeZone: 'Asia/Tokyo' });
    request.flush(someone({ timeZone: 'Asia/Tokyo' }));
  });
});
