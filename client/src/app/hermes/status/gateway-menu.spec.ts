import { ChangeDetectionStrategy, Component } from '@angular/core';
import type { SupervisedProcess } from '../../../../../server/hermes-process/processes.contract';
import type { GatewayService } from '../../../../../server/hermes-state/status/gateway-setup.contract';
import { requestTo } from '../../testing/answer-http';
import { control, eventually, openPage, shownText } from '../../testing/render';
import { someone } from '../../testing/samples';
import { GatewayActions } from './gateway-actions';
import { GatewayMenu } from './gateway-menu';
import { ProcessesStore } from './processes-store';
import { SetupStore } from './setup-store';
import { StatusStore } from './status-store';

const at = '2026-11-21T10:00:00.000Z';
const gateway = (change: Partial<SupervisedProcess> = {}): SupervisedProcess => ({
  id: 'gateway-coder',
  kind: 'gateway',
  name: 'hermes gateway run',
  profile: 'coder',
  state: 'running',
  reason: null,
  pid: 4711,
  since: at,
  restarts: 0,
  lastEnd: null,
  nextStartAt: null,
  ...change,
});
const service: GatewayService = {
  profile: 'default',
  serviceManager: 'systemd',
  units: [{ file: '/etc/systemd/system/hermes.service', scope: 'system', isEnabled: true }],
  legacy: [],
  isRoot: true,
};

@Component({
  imports: [GatewayMenu],
  template: `<app-gateway-menu />`,
  providers: [GatewayActions, ProcessesStore, SetupStore, StatusStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Menu {}

const open = async (items: SupervisedProcess[], change: Partial<GatewayService> = {}) => {
  await openPage([{ path: '**', component: Menu }], '/hermes/status', { me: someone() });
  (await requestTo('/api/admin/processes')).flush({ at, items });
  (await requestTo('/api/admin/hermes/status/service')).flush({ ...service, ...change });
  control('More').click();
  await eventually('menu', () => shownText().includes("Stop the system's service"));
};
const isDisabled = (name: string) =>
  (control(new RegExp(`^${name}`)) as HTMLButtonElement).disabled;

describe('the menu of verbs that reach further', () => {
  it('ends no gateways while this console keeps one of them running', async () => {
    await open([gateway()]);
    await eventually('reason', () => isDisabled('Stop the gateways of all profiles'));
    expect(isDisabled('End all gateways, restart this one')).toBe(true);
    expect(isDisabled('End all gateways, start this service')).toBe(true);
    expect(shownText()).toContain('This console keeps coder running: see Processes.');
    expect(isDisabled("Stop the system's service")).toBe(false);
  });

  it('ends them once that one is stopped', async () => {
    await open([gateway({ state: 'stopped', pid: null })]);
    expect(isDisabled('Stop the gateways of all profiles')).toBe(false);
  });

  it("leaves the system's service alone while this console keeps its gateway running", async () => {
    await open([gateway({ id: 'gateway-default', profile: 'default' })]);
    await eventually('reason', () => isDisabled("Stop the system's service"));
    expect(shownText()).toContain('This console keeps default running: see Processes.');
  });

  it("leaves the system's service to root", async () => {
    await open([], { isRoot: false });
    await eventually('reason', () => shownText().includes('Only root may.'));
    expect(isDisabled("Start the system's service")).toBe(true);
  });
});
