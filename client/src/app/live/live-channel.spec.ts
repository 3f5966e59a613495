import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Session } from '../session/session';
import { SignInPrompt } from '../session/unauthorized';
import { FakeEventSource } from '../testing/fake-event-source';
import { someone } from '../testing/samples';
import { ReadEpoch } from '../ui/kept-resource';
import { EVENT_SOURCE, LiveChannel } from './live-channel';
import { liveOrPoll } from './live-or-poll';

const status = (isSignedIn: boolean) => ({
  auth_enabled: true,
  logged_in: isSignedIn,
  password_required: true,
  authenticated: isSignedIn,
  cookie_name: 'hermes_session',
  version: '0.1.0',
});

let prompt: { open: jest.Mock<Promise<void>> };
let channel: LiveChannel;

const http = () => TestBed.inject(HttpTestingController);
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const hello = (resumed = false): void =>
  FakeEventSource.latest.say('hello', { resumed }, 'instance-1');

/** The server tells whether somebody is signed in. */
const answerWho = async (isSignedIn: boolean): Promise<void> => {
  http().expectOne('/api/auth/status').flush(status(isSignedIn));
  await pass(0);
  if (isSignedIn) http().expectOne('/api/auth/me').flush(someone());
  await pass(0);
};

const setHidden = (isHidden: boolean): void => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
};

beforeEach(() => {
  jest.useFakeTimers();
  FakeEventSource.opened = [];
  prompt = { open: jest.fn(() => Promise.resolve()) };
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(),
      provideHttpClientTesting(),
      { provide: EVENT_SOURCE, useValue: FakeEventSource },
      { provide: SignInPrompt, useValue: prompt },
    ],
  });
  channel = TestBed.inject(LiveChannel);
});
afterEach(() => {
  setHidden(false);
  jest.useRealTimers();
});

describe('Live channel', () => {
  it('opens one connection for all topics, and closes it when nobody listens any more', async () => {
    const subscriptions = [
      channel.on('audit').subscribe(),
      channel.on('gateways').subscribe(),
      channel.on('audit').subscribe(),
    ];
    await pass(100);
    expect(FakeEventSource.opened).toHaveLength(1);
    expect(FakeEventSource.latest.query.get('topics')).toBe('gateways,audit');
    subscriptions.forEach((each) => each.unsubscribe());
    await pass(100);
    expect(FakeEventSource.latest.isClosed).toBe(true);
  });

  it('hands each listener the payloads of its topic', async () => {
    const heard: unknown[] = [];
    channel.on('admin-events').subscribe((event) => heard.push(event));
    channel.on('audit').subscribe(() => heard.push('audit'));
    await pass(100);
    hello();
    FakeEventSource.latest.say('admin-events', { sequence: 7 });
    expect(heard).toEqual([{ sequence: 7 }]);
    expect(channel.state()).toBe('live');
  });

  it('goes on behind the last event when a topic is added', async () => {
    channel.on('audit').subscribe();
    await pass(100);
    hello();
    FakeEventSource.latest.say('audit', {}, 'instance-9');
    channel.on('retention').subscribe();
    await pass(100);
    expect(FakeEventSource.opened[0]!.isClosed).toBe(true);
    expect(FakeEventSource.latest.query.get('topics')).toBe('audit,retention');
    expect(FakeEventSource.latest.query.get('lastEventId')).toBe('instance-9');
  });

  it('tells listeners to read everything again unless nothing was missed', async () => {
    let resets = 0;
    channel.on('audit').subscribe();
    channel.on('reset').subscribe(() => (resets += 1));
    await pass(100);
    hello(true);
    expect(resets).toBe(0);
    FakeEventSource.latest.say('reset', { reason: 'too_old' });
    hello(false);
    expect(resets).toBe(2);
  });

  it('tries again after a failure, later each time and never at the same moment as others', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    channel.on('audit').subscribe();
    await pass(100);
    for (const [attempt, delayMs] of [750, 1500, 3000, 6000].entries()) {
      FakeEventSource.latest.fail();
      expect(channel.state()).toBe('reconnecting');
      await answerWho(true);
      await pass(delayMs - 1);
      expect(FakeEventSource.opened).toHaveLength(attempt + 1);
      await pass(1);
      expect(FakeEventSource.opened).toHaveLength(attempt + 2);
    }
    jest.mocked(Math.random).mockRestore();
  });

  it('is offline while the server does not answer at all, and live again once it does', async () => {
    channel.on('audit').subscribe();
    await pass(100);
    FakeEventSource.latest.fail();
    http().expectOne('/api/auth/status').error(new ProgressEvent('error'));
    await pass(0);
    expect(channel.state()).toBe('offline');
    await pass(1000);
    hello();
    expect(channel.state()).toBe('live');
  });

  it('has every open page read again once the server answers after an outage', async () => {
    const reads = TestBed.inject(ReadEpoch);
    channel.on('audit').subscribe();
    await pass(100);
    hello();
    expect(reads.current()).toBe(0);
    FakeEventSource.latest.fail();
    http().expectOne('/api/auth/status').error(new ProgressEvent('error'));
    await pass(1000);
    hello();
    expect(reads.current()).toBe(1);
  });

  it.each([
    ['when the connection is refused', () => FakeEventSource.latest.fail()],
    ['when the server says so', () => FakeEventSource.latest.say('end', { reason: 'session' })],
  ])('asks to sign in when the session has ended: %s', async (_how, end) => {
    channel.on('audit').subscribe();
    await pass(100);
    hello();
    prompt.open.mockImplementation(async () => {
      // Somebody signs in.
      const signedIn = TestBed.inject(Session).load();
      await answerWho(true);
      await signedIn;
    });
    end();
    await answerWho(false);
    await pass(0);
    expect(prompt.open).toHaveBeenCalledTimes(1);
    expect(FakeEventSource.opened).toHaveLength(2);
  });

  it('comes back at once when its time at the server is over', async () => {
    channel.on('audit').subscribe();
    await pass(100);
    hello();
    FakeEventSource.latest.say('end', { reason: 'lease' });
    expect(FakeEventSource.opened).toHaveLength(2);
    expect(channel.state()).toBe('live');
  });

  it('rests while nobody looks at the tab for long, and goes on when somebody does', async () => {
    channel.on('audit').subscribe();
    await pass(100);
    hello();
    setHidden(true);
    await pass(299_000);
    expect(FakeEventSource.latest.isClosed).toBe(false);
    await pass(2000);
    expect(FakeEventSource.latest.isClosed).toBe(true);
    setHidden(false);
    expect(FakeEventSource.opened).toHaveLength(2);
    expect(FakeEventSource.latest.query.get('lastEventId')).toBe('instance-1');
  });
});

describe('A read that is live or polled', () => {
  const read = () => {
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    return injector.runInContext(() =>
      liveOrPoll<number>(() => ({ url: '/api/number' }), ['audit'], 10_000),
    );
  };
  const answer = async (value: number): Promise<void> => {
    TestBed.tick();
    http().expectOne('/api/number').flush(value);
    await pass(0);
    TestBed.tick();
  };

  it('reads again when there is news, and a second time when more came meanwhile', async () => {
    const resource = read();
    await answer(1);
    await pass(100);
    hello(true);
    FakeEventSource.latest.say('audit', {});
    TestBed.tick();
    await pass(0);
    FakeEventSource.latest.say('audit', {});
    await pass(1000);
    await answer(2);
    await answer(3);
    expect(resource.value()).toBe(3);
  });

  it('does not poll while it is live', async () => {
    read();
    await answer(1);
    await pass(100);
    hello(true);
    await pass(30_000);
    TestBed.tick();
    http().expectNone('/api/number');
  });

  it('polls while there is no connection', async () => {
    const resource = read();
    await answer(1);
    await pass(10_000);
    await answer(2);
    expect(resource.value()).toBe(2);
  });
});
