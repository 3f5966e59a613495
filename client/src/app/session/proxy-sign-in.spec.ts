import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { AuthStatus } from '../../../../server/auth/auth.contract';
import { LEAVE_FOR, SignOut } from '../shell/sign-out';
import { requestTo } from '../testing/answer-http';
import { control, eventually, openPage, shownText } from '../testing/render';
import { someone } from '../testing/samples';
import { LoginPage } from './login-page';
import { NewPasswordPage } from './new-password-page';
import { Session } from './session';
import { SignInPrompt } from './unauthorized';

const proxied: AuthStatus = {
  auth_enabled: true,
  logged_in: true,
  password_required: true,
  authenticated: true,
  username: 'grace',
  signed_in_by: 'proxy',
  cookie_name: 'hermes_session',
  csrf_required: false,
  version: '0.1.0',
};
const nobody = { ...proxied, logged_in: false, authenticated: false };

describe('Somebody whom a proxy signs in', () => {
  const left: string[] = [];

  const open = async (status: object): Promise<Session> => {
    TestBed.configureTestingModule({
      providers: [{ provide: LEAVE_FOR, useValue: (address: string) => left.push(address) }],
    });
    await openPage(
      [
        { path: 'login', component: LoginPage },
        { path: 'new-password', component: NewPasswordPage },
        { path: '**', children: [] },
      ],
      '/new-password',
    );
    return load(status);
  };
  const load = async (status: object): Promise<Session> => {
    const session = TestBed.inject(Session);
    const loading = session.load();
    (await requestTo('/api/auth/status')).flush(status);
    if ((status as AuthStatus).logged_in) (await requestTo('/api/auth/me')).flush(someone());
    await loading;
    return session;
  };

  beforeEach(() => (left.length = 0));
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('leaves for where the proxy signs out', async () => {
    await open({ ...proxied, sign_out_url: '/oauth2/sign_out' });
    const leaving = TestBed.inject(SignOut).now();
    (await requestTo('/api/auth/logout', 'POST')).flush(proxied);
    await leaving;
    expect(left).toEqual(['/oauth2/sign_out']);
  });

  it('is offered no way out that would lead back in', async () => {
    const until = { ...proxied, expires_at: '2026-11-21T20:00:00.000Z' };
    const session = await open({ ...until, signed_in_by: 'password' });
    expect(session.expiresAt()).toBe(until.expires_at);
    await eventually('button', () => shownText().includes('Sign out'));
    expect(session.canSignOut()).toBe(true);
    await load(until);
    expect(session.expiresAt()).toBeUndefined();
    await eventually('no button', () => !shownText().includes('Sign out'));
    expect(session.canSignOut()).toBe(false);
  });

  it('is told to sign in there when the proxy no longer says who he is', async () => {
    await open(proxied);
    await load(nobody);
    const asked = TestBed.inject(SignInPrompt).open();
    await eventually('words', () => shownText().includes('Open this page in another tab'));
    control('I have signed in there').click();
    (await requestTo('/api/auth/status')).flush(nobody);
    await eventually('no', () => shownText().includes('It does not say who you are yet.'));
    control('I have signed in there').click();
    (await requestTo('/api/auth/status')).flush(proxied);
    (await requestTo('/api/auth/me')).flush(someone());
    await asked;
  });

  it('is told why he is not let in', async () => {
    await open({ ...nobody, proxy_refused: true });
    const { Router } = await import('@angular/router');
    await TestBed.inject(Router).navigateByUrl('/login');
    await eventually('reason', () => shownText().includes('no account here with your name'));
  });
});
