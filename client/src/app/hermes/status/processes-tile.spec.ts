import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { SupervisedProcess } from '../../../../../server/hermes-process/processes.contract';
import { requestTo } from '../../testing/answer-http';
import { control, eventually, openPage, shownText } from '../../testing/render';
import { someone } from '../../testing/samples';
import { endOf, endQuestion, lookOf, processHindrance } from './process-view';
import { ProcessesStore } from './processes-store';
import { ProcessesTile } from './processes-tile';
import { hindrance } from './status-looks';
import { StatusStore } from './status-store';

const path = '/api/admin/processes';
const at = '2026-11-21T10:00:00.000Z';
const process = (change: Partial<SupervisedProcess> = {}): SupervisedProcess => ({
  id: 'gateway-default',
  kind: 'gateway',
  name: 'hermes gateway run',
  profile: 'default',
  state: 'running',
  reason: null,
  pid: 4711,
  since: at,
  restarts: 0,
  lastEnd: null,
  nextStartAt: null,
  ...change,
});

@Component({
  imports: [ProcessesTile],
  template: `<app-processes-tile />`,
  providers: [ProcessesStore, StatusStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Tile {}

const open = async (items: SupervisedProcess[], me = someone()) => {
  await openPage([{ path: '**', component: Tile }], '/hermes/status', { me });
  (await requestTo(path)).flush({ at, items });
  await eventually('tile', () => shownText().includes('Processes'));
};

describe('the tile of processes', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('says how to have one kept running when there is none', async () => {
    await open([]);
    await eventually('hint', () => shownText().includes('HERMES_SUPERVISED_GATEWAYS'));
  });

  it('says what keeps ending, why, and how often it was tried', async () => {
    await open([
      process({
        state: 'keeps_ending',
        pid: null,
        reason: 'no such platform (exit code 3)',
        lastEnd: { at, exitCode: 3, signal: null },
      }),
    ]);
    await eventually('reason', () => shownText().includes('no such platform (exit code 3)'));
    expect(shownText()).toContain('Keeps ending');
    expect(shownText()).toContain('with exit code 3');
    expect(control('Start gateway-default')).toHaveProperty('disabled', false);
    expect(control('Restart gateway-default')).toHaveProperty('disabled', true);
  });

  it('gives viewers the log and no verb', async () => {
    await open([process()], someone({ role: 'viewer' }));
    await eventually('row', () => shownText().includes('4711'));
    expect(() => control('Stop gateway-default')).toThrow();
    control('Show log of gateway-default').click();
    (await requestTo(`${path}/gateway-default/log`)).flush({
      file: 'logs/hermes-gateway-default.log',
      lines: [`${at} out Gateway is up.`],
      isCut: false,
    });
    await eventually('log', () => shownText().includes('Gateway is up.'));
  });

  it('says what a proxy that runs without a login lacks, and where it listens', async () => {
    const reason = 'not logged in: run `hermes auth add nous`';
    const proxy = { id: 'proxy-pre', kind: 'proxy', name: 'hermes proxy start' } as const;
    await open([process({ ...proxy, reason })]);
    const upstream = { kind: 'hermes-proxy', state: 'down', provider: 'nous', reason };
    (await requestTo('/api/admin/gateways')).flush({
      items: [{ name: 'pre', upstream: { ...upstream, address: 'http://127.0.0.1:40123' } }],
    });
    await eventually('address', () => shownText().includes('http://127.0.0.1:40123'));
    expect(shownText()).toContain('Runs, not logged in');
    expect(shownText()).toMatch(/Provider ?nous/);
    expect(shownText()).toContain('It accepts any key, so it listens on loopback only.');
    expect(shownText()).toContain(reason);
  });

  it('starts what is stopped without a question', async () => {
    await open([process({ state: 'stopped', pid: null })]);
    await eventually('row', () => shownText().includes('Stopped'));
    control('Start gateway-default').click();
    const started = await requestTo(`${path}/gateway-default/start`, 'POST');
    started.flush(process({ state: 'starting' }), { status: 202, statusText: 'Accepted' });
  });
});

describe('a process in words', () => {
  it('is not started while it runs, nor restarted while it does not', () => {
    expect(processHindrance('start', process({ state: 'adopted' }))).toBe('It runs already.');
    expect(processHindrance('start', process({ state: 'waiting' }))).toBeUndefined();
    expect(processHindrance('start', process({ state: 'left_alone' }))).toContain('by itself');
    expect(processHindrance('restart', process({ state: 'left_alone' }))).toBe('It does not run.');
    expect(processHindrance('stop', process({ state: 'keeps_ending' }))).toBeUndefined();
    expect(processHindrance('stop', process({ state: 'stopped' }))).toBe('It is stopped already.');
  });

  it('ended by a signal, with a code, or not observed', () => {
    const ends = [
      { at, exitCode: null, signal: 'SIGKILL' },
      { at, exitCode: 0, signal: null },
      { at, exitCode: null, signal: null },
    ];
    expect(ends.map((lastEnd) => endOf(process({ lastEnd })))).toEqual([
      'by SIGKILL',
      'with exit code 0',
      'not observed',
    ]);
  });

  it('that runs warns as long as something is wrong with it', () => {
    expect(lookOf(process()).tone).toBe('good');
    const late = lookOf(process({ reason: 'It lives, but its files do not say so.' }));
    expect(late).toMatchObject({ tone: 'warning', word: 'Runs, not as it should' });
    const reason = 'exit code 1';
    expect(lookOf(process({ state: 'keeps_ending', reason })).tone).toBe('bad');
  });

  it('is asked about with the agents that are at work', () => {
    const item = { profile: 'default', verdict: 'running', summary: '', pid: 4711 } as const;
    const platforms = { connected: 0, total: 0 };
    const items = [{ ...item, activeAgents: 2, platforms, updatedAt: null }];
    const question = endQuestion('stop', process(), { at, items, leftOut: 0 });
    expect(question?.consequences[0]).toContain('2 agents at work');
    expect(question?.title).toBe('Stop hermes gateway run of default?');
    const proxy = process({ id: 'proxy-pre', kind: 'proxy', name: 'hermes proxy start' });
    expect(endQuestion('restart', proxy, undefined)?.title).toBe(
      'Restart hermes proxy start behind pre?',
    );
    expect(endQuestion('start', process(), undefined)).toBeUndefined();
  });

  it('that is kept running is no business of the other verbs', () => {
    const facts = { verdict: 'running', unavailableReason: null, serviceManager: 'none' } as const;
    expect(hindrance('stop', { ...facts, isKept: true })).toContain('see Processes');
    expect(hindrance('stop', { ...facts, isKept: false })).toBeUndefined();
  });
});
