import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type {
  GatewayRelay,
  GatewayService,
} from '../../../../../server/hermes-state/status/gateway-setup.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { idOf, someone } from '../../testing/samples';
import { RelayTile } from './relay-tile';
import { ServiceTile } from './service-tile';
import { SetupActions } from './setup-actions';
import { SetupStore } from './setup-store';
import { addressMistake, isUnprotected, serviceHindrance } from './setup-view';
import { StatusStore } from './status-store';

const path = '/api/admin/hermes/status';
const file = '/home/hermes/.config/systemd/user/hermes.service';
const service = (change: Partial<GatewayService> = {}): GatewayService => ({
  profile: 'default',
  serviceManager: 'systemd',
  units: [],
  legacy: [],
  isRoot: false,
  ...change,
});
const relay = (change: Partial<GatewayRelay> = {}): GatewayRelay => ({
  profile: 'default',
  source: { file: '.env', status: 'present', reason: null },
  version: 'v1',
  isEnrolled: false,
  id: null,
  url: null,
  wakeUrl: null,
  secret: null,
  deliveryKey: null,
  keys: [],
  identity: { kind: 'nous', detail: 'The login with Nous in auth.json.' },
  defaultId: 'gw-host',
  hindrance: null,
  needsRestart: false,
  connection: 'not_connected',
  testHindrance: null,
  ...change,
});
const job = (name: string) => ({
  id: idOf(71),
  name,
  command: 'hermes -p default gateway',
  profile: 'default',
  group: 'gateway',
  state: 'succeeded',
  isBackground: false,
  startedAt: '2026-11-21T10:00:00.000Z',
  endedAt: '2026-11-21T10:00:02.000Z',
  startedBy: 'admin',
  exitCode: 0,
  timedOut: false,
  verified: { isAsWanted: true, text: 'It would remove it.' },
  lineCount: 0,
});

@Component({
  imports: [RelayTile, ServiceTile],
  template: `<app-service-tile /><app-relay-tile />`,
  providers: [SetupActions, SetupStore, StatusStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Tiles {}

const open = async (given: { service?: GatewayService; relay?: GatewayRelay }, me = someone()) => {
  await openPage([{ path: '**', component: Tiles }], '/hermes/status', { me });
  (await requestTo(`${path}/service`)).flush(given.service ?? service());
  (await requestTo(`${path}/relay`)).flush(given.relay ?? relay());
  await eventually('tiles', () => shownText().includes('Asks as'));
};

describe('the tiles of service and relay', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('explain what a container does instead of a service', async () => {
    await open({ service: service({ serviceManager: 'none' }) });
    expect(shownText()).toContain('docker run --restart unless-stopped');
    expect((control('Install…') as HTMLButtonElement).disabled).toBe(true);
    expect(control('Install…').title).toContain('no service manager');
    expect(shownText()).toContain('hermes -p default gateway setup');
  });

  it('install the service as it was asked for', async () => {
    await open({});
    control('Install…').click();
    await eventually('dialog', () => shownText().includes('--no-start-now --start-on-login'));
    control('Install service').click();
    const { request } = await requestTo(`${path}/gateway/install`, 'POST');
    expect(request.body).toEqual({
      scope: 'user',
      startNow: false,
      startOnLogin: true,
      isForced: false,
    });
  });

  it('remove old services only after a dry run, and only those it showed', async () => {
    await open({ service: service({ legacy: [{ file, scope: 'user' }] }) });
    expect((control('Install…') as HTMLButtonElement).disabled).toBe(true);
    control('Migrate old services…').click();
    (await requestTo(`${path}/gateway/legacy`, 'POST')).flush(job('Look'));
    (await requestTo(`/api/admin/hermes/jobs/${idOf(71)}`)).flush({
      job: job('Look'),
      lines: [],
      leftOut: 0,
    });
    await eventually('job', () => shownText().includes('It would remove it.'));
    control('Close').click();
    await eventually('question', () => shownText().includes('Type “migrate-legacy” to confirm'));
    expect((control('Remove services') as HTMLButtonElement).disabled).toBe(true);
    type(field('Type “migrate-legacy”'), 'migrate-legacy');
    await eventually('button', () => !(control('Remove services') as HTMLButtonElement).disabled);
    control('Remove services').click();
    const { request } = await requestTo(`${path}/gateway/migrate-legacy`, 'POST');
    expect(request.body).toEqual({ files: [file], typedName: 'migrate-legacy' });
  });

  it('enroll with what was typed, and say what is wrong with it first', async () => {
    await open({});
    control('Enroll…').click();
    await eventually('dialog', () => shownText().includes('Enrollment token'));
    control('Enroll gateway').click();
    await eventually('mistakes', () => shownText().includes('Paste the token'));
    expect(field('Enrollment token').type).toBe('password');
    type(field('Enrollment token'), ' enr_1234 ');
    type(field('Connector URL'), 'ws://connector.example.com');
    await eventually('warning', () => shownText().includes('Without TLS'));
    control('Enroll gateway').click();
    const { request } = await requestTo(`${path}/relay/enroll`, 'POST');
    expect(request.body).toEqual({
      token: 'enr_1234',
      connectorUrl: 'ws://connector.example.com',
      isReplacement: false,
    });
  });

  it('take the relay away from the version of .env that was read', async () => {
    await open({
      relay: relay({ isEnrolled: true, id: 'gw-1', keys: ['GATEWAY_RELAY_SECRET'] }),
    });
    control('Remove enrollment…').click();
    await eventually('question', () => shownText().includes('GATEWAY_RELAY_SECRET'));
    control('Remove enrollment').click();
    const { request } = await requestTo(`${path}/relay/unenroll`, 'POST');
    expect(request.headers.get('if-match')).toBe('"v1"');
  });

  const enrolled = relay({
    isEnrolled: true,
    id: 'gw-1',
    url: 'wss://connector.example.com/relay',
    keys: ['GATEWAY_RELAY_SECRET'],
  });
  const test = async () => {
    control('Test connection…').click();
    await eventually('question', () => shownText().includes('nothing is sent on it'));
  };

  it('test the connection to the relay and say how it was received', async () => {
    await open({ relay: enrolled });
    await test();
    expect(shownText()).not.toContain('a second connection');
    control('Test connection').click();
    const request = await requestTo(`${path}/relay/test`, 'POST');
    expect(request.request.body).toEqual({ isSecondAccepted: false });
    expect(control('Testing…')).toBeTruthy();
    request.flush({
      profile: 'default',
      at: '2026-11-21T10:00:00.000Z',
      url: 'wss://connector.example.com/relay',
      outcome: 'refused',
      message: 'Closed with 4401: enroll the gateway again.',
      tookMs: 412,
    });
    await eventually('outcome', () => shownText().includes('enroll the gateway again'));
    expect(shownText()).toMatch(/Refused ?412 ms/);
  });

  it('warn before a second connection is opened beside that of the gateway', async () => {
    await open({ relay: { ...enrolled, connection: 'connected' } });
    await test();
    expect(shownText()).toContain('The gateway is connected now.');
    expect(shownText()).toContain('is not known');
    control('Test connection').click();
    const { request } = await requestTo(`${path}/relay/test`, 'POST');
    expect(request.body).toEqual({ isSecondAccepted: true });
  });

  it('say why the connection was not tested', async () => {
    await open({ relay: enrolled });
    await test();
    control('Test connection').click();
    refuse(await requestTo(`${path}/relay/test`, 'POST'), 409, {
      code: 'gateway_setup_refused',
      message: 'A gateway is or may be connected.',
    });
    await eventually('problem', () => shownText().includes('A gateway is or may be connected.'));
    expect(shownText()).toContain('Test connection…');
  });

  it('offer viewers nothing', async () => {
    await open({ relay: enrolled }, someone({ role: 'viewer' }));
    for (const word of ['Install…', 'Test connection…', 'Enroll…', 'Uninstall…'])
      expect(shownText()).not.toContain(word);
  });
});

it.each([
  ['ws://connector.example.com', true],
  ['wss://connector.example.com', false],
  ['http://127.0.0.1:8080', false],
  ['no address', false],
])('%s is unprotected: %s', (address, is) => expect(isUnprotected(address)).toBe(is));

it.each([
  ['wss://connector.example.com/relay', undefined],
  ['connector.example.com', 'An address that begins with wss://.'],
  ['wss://a:b@connector.example.com', 'An address without user, password, query and fragment.'],
])('%s: %s', (address, mistake) => expect(addressMistake(address, ['wss:'])).toBe(mistake));

it('nothing is uninstalled that is not there', () => {
  expect(serviceHindrance('uninstall', service(), undefined)).toBe('No service is installed.');
  expect(serviceHindrance('install', service(), 'No command.')).toBe('No command.');
  expect(serviceHindrance('migrate', service({ serviceManager: 'launchd' }), undefined)).toContain(
    'systemd',
  );
});
