import { mkdir, rename } from 'node:fs/promises';
import { eventually } from '../testing/eventually.ts';
import { createHermesHome, type HermesHomeFixture } from '../testing/hermes-home-fixture.ts';
import { ChangeWatcher, type HermesChange } from './change-watcher.ts';

let fixture: HermesHomeFixture;
let stop: () => void;
let told: HermesChange[];

beforeEach(async () => {
  fixture = await createHermesHome();
  await mkdir(fixture.at('.hermes/profiles/coder/cron'), { recursive: true });
  told = [];
  stop = new ChangeWatcher(fixture.home).observe((change) => told.push(change));
  // It listens as soon as it tells of anything.
  await eventually(async () => {
    await fixture.put('.hermes/active_profile', String(Math.random()));
    expect(told.length).toBeGreaterThan(0);
  });
  told.length = 0;
});
afterEach(async () => {
  stop();
  await fixture.remove();
});

const kindsOf = (profile: string) =>
  new Set(told.filter((change) => change.profile === profile).flatMap(({ kinds }) => kinds));

describe('the watcher of Hermes’ files', () => {
  it('tells what was replaced, and in which profile', async () => {
    await fixture.put('.hermes/config.yaml.new', 'a: 1\n');
    await rename(fixture.at('.hermes/config.yaml.new'), fixture.at('.hermes/config.yaml'));
    await fixture.put('.hermes/profiles/coder/cron/jobs.json', '{}');
    await eventually(() => {
      expect(kindsOf('default')).toContain('config');
      expect(kindsOf('coder')).toContain('cron');
    });
  });

  it('says nothing of what no pane shows', async () => {
    await fixture.put('.hermes/checkpoints/store/objects/x', 'x');
    await fixture.put('.hermes/auth.lock', '');
    await fixture.put('.hermes/.env', 'A=1\n');
    await eventually(() => expect(kindsOf('default')).toContain('environment'));
    expect([...kindsOf('default')].filter((kind) => kind !== 'profiles')).toEqual(['environment']);
  });
});
