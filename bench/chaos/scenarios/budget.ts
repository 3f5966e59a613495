import { setTimeout as sleep } from 'node:timers/promises';
import { checkInvariants } from '../check.ts';
import type { Ask } from '../client.ts';
import { ask } from '../load.ts';
import type { Random } from '../random.ts';
import { Relay } from '../relay.ts';
import type { Scenario } from '../scenario.ts';
import type { User } from '../world.ts';

/** What a request reserves, prompt and answer together, is about this; what it uses is less. */
const reservedTokens = 1500;

export const budget: Scenario = {
  name: 'budget',
  about: 'one key spends its month on several processes at once, with a slow way to the database',
  controls: [
    {
      name: 'what others have reserved is not looked at',
      changes: [
        {
          file: 'server/audit/ledger-sql.js',
          find: 'where u.used_tokens + u.reserved_tokens + excluded.reserved_tokens <= $25::bigint',
          replace: 'where u.used_tokens + excluded.reserved_tokens <= $25::bigint',
        },
      ],
      breaks: 'overspend %',
    },
  ],
  async run(world, findings, size) {
    const cap = size === 'full' ? 1_000_000 : 150_000;
    const processes = size === 'full' ? 4 : 2;
    const clientsEach = size === 'full' ? 50 : 20;
    const relay = await Relay.open(world.postgres.socketPath, 3);
    world.whenClosed(() => relay.close());
    const instances = [await world.addInstance({ DATABASE_URL: relay.url })];
    for (let index = 1; index < processes; index++)
      instances.push(await world.addInstance({ DATABASE_URL: relay.url }));
    const [user] = await world.addUsers(1, { monthlyTokenCap: cap });
    const spend = async (url: string, random: Random) => {
      for (;;) {
        const entry = await ask(world, spending(user!, url, random));
        // Nothing is known of a key yet when the first look at it takes too long.
        if (entry.outcome !== 'ok' && entry.code !== 'key_check_unavailable') return entry;
        await sleep(random.whole(0, entry.outcome === 'ok' ? 5 : 200));
      }
    };
    const last = await Promise.all(
      instances.flatMap(({ url }) =>
        Array.from({ length: clientsEach }, () => spend(url, world.random.fork())),
      ),
    );
    // What the ones in flight had reserved is free again now.
    last.push(await spend(instances[0]!.url, world.random.fork()));
    findings.none(
      'ended otherwise than by the cap',
      last
        .filter(({ code }) => code !== 'insufficient_quota')
        .map(({ status, code }) => `${status} ${code}`),
    );
    await checkInvariants(world, findings);
    const [meter] = await world.query<{ used: string }>(
      'select used_tokens as used from api_user_usage where api_user_id = $1',
      [user!.id],
    );
    const used = Number(meter!.used);
    findings.note('cap', cap);
    findings.note('used', used);
    // Where the machine is so busy that the database takes seconds, some are admitted without it; those may come on top.
    const [disk] = await world.query<{ requests: string; tokens: string }>(
      `select count(*) as requests, coalesce(sum(s.charged_tokens), 0) as tokens
       from audit_request q join audit_response s using (id) where q.reserved_tokens = 0`,
    );
    findings.note('recorded over the disk', Number(disk!.requests));
    const allowed = (Number(disk!.tokens) / cap) * 100;
    findings.atMost('overspend %', ((used - cap) / cap) * 100, allowed);
    // Less than one request is left.
    findings.atMost('unused tokens', cap - used, reservedTokens + 50);
    const denied = new Set(
      world.history.entries.filter(({ outcome }) => outcome === 'refused').map(({ id }) => id),
    );
    findings.note('denied', denied.size);
    findings.none(
      'forwarded although denied',
      world
        .upstreamEvents()
        .filter(({ id }) => id !== undefined && denied.has(id))
        .map(({ id }) => id!),
    );
  },
};

function spending(user: User, url: string, random: Random): Ask {
  const promptTokens = random.whole(20, 200);
  const pauseMs = random.whole(0, 20);
  return {
    url,
    key: user.key,
    userId: user.id,
    model: `load:4:${pauseMs}:${promptTokens}:${random.whole(180, 1300)}`,
    stream: random.chance(0.5),
    promptBytes: 600,
    maxTokens: reservedTokens - 200,
    plannedMs: 4 * pauseMs,
  };
}
