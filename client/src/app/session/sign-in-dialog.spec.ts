import { HttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { refuse, requestTo } from '../testing/answer-http';
import { eventually, field, openPage, shownText } from '../testing/render';
import { someone } from '../testing/samples';
import { Session } from './session';
import { SignInPrompt } from './unauthorized';

const lost = 'The last action was not carried out.';

const endSession = async (method: string): Promise<void> => {
  TestBed.inject(HttpClient)
    .request(method, '/api/admin/thing')
    .subscribe({ error: () => undefined });
  refuse(await requestTo('/api/admin/thing', method), 401, { code: 'unauthorized' });
};

const open = async () => {
  await openPage([{ path: '**', children: [] }], '/', { me: someone({ username: 'grace' }) });
};

describe('Signing in over the page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('knows the name, and begins at the password', async () => {
    await open();
    await endSession('GET');
    await eventually('dialog', () => shownText().includes('User name'));
    expect(field('User name').value).toBe('grace');
    await eventually('focus', () => document.activeElement === field('Password'));
  });

  it('tells of a lost action only after one', async () => {
    await open();
    await endSession('GET');
    await eventually('dialog', () => shownText().includes('Your session has ended.'));
    expect(shownText()).not.toContain(lost);
    await endSession('PUT');
    await eventually('words', () => shownText().includes(lost));
  });

  it('does not come up for what the page still asked while its operator signed out', async () => {
    await open();
    const leaving = TestBed.inject(Session).signOut();
    await endSession('GET');
    (await requestTo('/api/auth/logout', 'POST')).flush({});
    await leaving;
    await endSession('GET');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(shownText()).not.toContain('Your session has ended.');
  });

  it('does not come up for whoever asks for it once its operator has signed out', async () => {
    await open();
    const leaving = TestBed.inject(Session).signOut();
    (await requestTo('/api/auth/logout', 'POST')).flush({});
    await leaving;
    await TestBed.inject(SignInPrompt).open();
    expect(shownText()).not.toContain('Your session has ended.');
  });
});

describe('A session', () => {
  it('stays left when the answer to an earlier question comes after the sign-out', async () => {
    await open();
    const session = TestBed.inject(Session);
    const asked = session.load();
    const leaving = session.signOut();
    (await requestTo('/api/auth/status')).flush({ auth_enabled: true, logged_in: true });
    const me = await requestTo('/api/auth/me');
    (await requestTo('/api/auth/logout', 'POST')).flush({});
    await leaving;
    me.flush(someone());
    await asked;
    expect(session.isSignedIn()).toBe(false);
    expect(session.hasLeft).toBe(true);
  });
});
