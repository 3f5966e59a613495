import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../testing/render';
import { someone } from '../testing/samples';
import { LoginPage } from './login-page';

const signedIn = {
  auth_enabled: true,
  logged_in: true,
  password_required: true,
  authenticated: true,
  cookie_name: 'hermes_session',
  csrf_required: false,
  version: '0.1.0',
};

const submit = (): void => {
  type(field('User name'), 'admin');
  type(field('Password'), 'wrong horse');
  control('Sign in').click();
};

const open = (address: string) =>
  openPage(
    [
      { path: 'login', component: LoginPage },
      { path: '**', children: [] },
    ],
    address,
  );

describe('Login page', () => {
  afterEach(() => jest.useRealTimers());

  it('says the same for an unknown user as for a wrong password', async () => {
    await open('/login');
    submit();
    refuse(await requestTo('/api/auth/login', 'POST'), 401, { code: 'unknown_user' });
    await eventually('message', () => shownText().includes('User name or password is wrong.'));
  });

  it('counts the seconds down that the server asks to wait, then lets the operator try again', async () => {
    await open('/login');
    submit();
    const request = await requestTo('/api/auth/login', 'POST');
    jest.useFakeTimers();
    refuse(request, 429, { code: 'too_many_attempts' }, { 'retry-after': '3' });
    await jest.advanceTimersByTimeAsync(10);
    expect(control('Try again in 3 s')).toHaveProperty('disabled', true);
    await jest.advanceTimersByTimeAsync(1500);
    expect(control('Try again in 2 s')).toHaveProperty('disabled', true);
    await jest.advanceTimersByTimeAsync(2000);
    expect(control('Sign in')).toHaveProperty('disabled', false);
  });

  it.each([
    ['/audit?status=5xx', '/audit?status=5xx'],
    ['//evil.example/x', '/overview'],
    ['/\\evil.example', '/overview'],
    ['https://evil.example', '/overview'],
  ])('after signing in, a link to %s leads to %s', async (next, expected) => {
    await open(`/login?next=${encodeURIComponent(next)}`);
    submit();
    (await requestTo('/api/auth/login', 'POST')).flush({});
    (await requestTo('/api/auth/status')).flush(signedIn);
    (await requestTo('/api/auth/me')).flush(someone());
    const router = TestBed.inject(Router);
    await eventually('navigation', () => router.url === expected);
  });

  it('asks for the code of the second factor, and sends it with name and password', async () => {
    await open('/login');
    submit();
    refuse(await requestTo('/api/auth/login', 'POST'), 401, { code: 'second_factor_required' });
    await eventually('code', () => shownText().includes('Code from your authenticator app'));
    expect(shownText()).not.toContain('Refused.');
    type(field('Code from'), '123 456');
    control('Sign in').click();
    const request = await requestTo('/api/auth/login', 'POST');
    expect(request.request.body).toEqual({
      username: 'admin',
      password: 'wrong horse',
      code: '123 456',
    });
    const message = 'The code is wrong or was used already.';
    refuse(request, 401, { code: 'second_factor_invalid', message });
    await eventually('message', () => shownText().includes(message));
    expect(field('Code from').value).toBe('123 456');
  });

  it('takes a recovery code in place of one of the app', async () => {
    await open('/login');
    submit();
    refuse(await requestTo('/api/auth/login', 'POST'), 401, { code: 'second_factor_required' });
    await eventually('code', () => shownText().includes('Use a recovery code'));
    control('Use a recovery code').click();
    await eventually('field', () => shownText().includes('good for one sign-in'));
    type(field('Recovery code'), 'abcd-efgh-2345');
    control('Sign in').click();
    const { request } = await requestTo('/api/auth/login', 'POST');
    expect(request.body).toMatchObject({ code: 'abcd-efgh-2345' });
  });

  it('tells where the password comes from', async () => {
    await open('/login');
    expect(shownText()).toContain('HERMES_ADMIN_PASSWORD');
  });
});
