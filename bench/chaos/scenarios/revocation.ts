import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../processes.ts';
import { checkInvariants } from '../check.ts';
import { startLoad } from '../load.ts';
import { Relay } from '../relay.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

/** The name under which the product listens for changes of keys. */
const listener = 'hermes-changes';

export const revocation: Scenario = {
  name: 'revocation',
  about:
    'a key is revoked under 100 requests/s on two processes, also while they do not hear of it',
  controls: [
    {
      name: 'a change of a key is not listened to',
      changes: [
        {
          file: 'server/api-users/api-key-verifier.js',
          find: 'changed: (change) => this.apply(change),',
          replace: 'changed: () => undefined,',
        },
      ],
      breaks: 'last admitted after ms',
    },
    {
      name: 'an answer about a key is good for long, whatever becomes of the listening',
      changes: [
        {
          file: 'server/api-users/api-key-verifier.js',
          find: 'listening: () => this.flush(),',
          replace: 'listening: () => undefined,',
        },
        {
          file: 'server/api-users/api-key-verifier.js',
          find: 'const knownForMs = 30_000;',
          replace: 'const knownForMs = 3_000_000;',
        },
        {
          file: 'server/api-users/api-key-verifier.js',
          find: 'const knownForUnheardMs = 1000;',
          replace: 'const knownForUnheardMs = 3_000_000;',
        },
      ],
      breaks: 'with dead listeners ms',
    },
  ],
  async run(world, findings, size) {
    const relay = await Relay.open(world.postgres.socketPath);
    world.whenClosed(() => relay.close());
    const environment = { DATABASE_URL: relay.url };
    await world.addInstance(environment);
    await world.addInstance(environment);
    const rounds = size === 'full' ? 5 : 2;
    const plain: number[] = [];
    for (let round = 0; round < rounds; round++)
      plain.push(await lastAdmittedAfter(world, async () => undefined));
    findings.note('rounds', rounds);
    findings.atMost('last admitted after ms', Math.max(...plain), 1000);
    const broken: number[] = [];
    for (let round = 0; round < (size === 'full' ? 3 : 1); round++)
      broken.push(
        await lastAdmittedAfter(world, () =>
          world.query(
            'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
            [listener],
          ),
        ),
      );
    findings.atMost('with broken listeners ms', Math.max(...broken), 30_000);
    const dead = await lastAdmittedAfter(world, async () => relay.hang(listener));
    findings.atMost('with dead listeners ms', dead, 30_000);
    await checkInvariants(world, findings);
  },
};

/** How long after the revocation was answered a request was sent that was still let through. */
async function lastAdmittedAfter(world: World, before: () => Promise<unknown>): Promise<number> {
  const users = await world.addUsers(1);
  const load = startLoad(world, {
    workers: 10,
    users,
    url: (random) => random.pick(world.instances).url,
    shape: () => ({ model: 'load:2:5:10:5', plannedMs: 10, promptBytes: 50 }),
    pauseMs: 85,
  });
  await sleep(1000);
  await before();
  const answer = await world.instances[0]!.running.api(
    'POST',
    `/api/admin/api-users/${users[0]!.id}/revoke`,
    {},
  );
  if (!answer.ok) throw new Error(`The revocation answered ${answer.status}.`);
  const revokedAt = Date.now();
  const own = () => world.history.entries.filter(({ userId }) => userId === users[0]!.id);
  const admitted = () => own().filter(({ outcome }) => outcome === 'ok');
  // Both processes refuse it when nobody was let through for a while.
  await waitFor(
    () => Date.now() - Math.max(revokedAt, admitted().at(-1)!.sentAt) > 2000,
    'refusals',
    45_000,
  ).catch(() => undefined);
  await load.stop();
  const otherwise = own().filter(({ outcome, code }) => outcome !== 'ok' && code !== 'key_revoked');
  if (otherwise.length > 0)
    throw new Error(`Refused otherwise: ${otherwise[0]!.status} ${otherwise[0]!.code}`);
  return Math.max(0, Math.max(...admitted().map(({ sentAt }) => sentAt)) - revokedAt);
}
