import { waitFor } from '../../processes.ts';
import { checkInvariants } from '../check.ts';
import { quantile } from '../figures.ts';
import { ask } from '../load.ts';
import type { Scenario } from '../scenario.ts';

const answerTokens = 400;

export const leavingClients: Scenario = {
  name: 'leaving-clients',
  about: 'a thousand clients leave in the middle of their streams',
  controls: [
    {
      name: 'the upstream is not told that the client left',
      changes: [
        { file: 'server/gateway/exchange.js', find: 'this.call?.abort();', replace: '' },
        // A piece that comes afterwards would end the call by an exception.
        {
          file: 'server/gateway/exchange.js',
          find: 'return this.relay.data(chunk);',
          replace: 'return this.finish ? this.relay.data(chunk) : true;',
        },
      ],
      breaks: 'upstream told too late',
    },
    {
      name: 'what a client leaves behind costs nothing',
      changes: [
        {
          file: 'server/gateway/charge.js',
          find: "if (!answer.wasSent || endReason === 'upstream_error')",
          replace: "if (!answer.wasSent || endReason !== 'done')",
        },
      ],
      breaks: 'not charged',
    },
  ],
  async run(world, findings, size) {
    const streams = size === 'full' ? 1000 : 150;
    const instance = await world.addInstance();
    const [user] = await world.addUsers(1);
    const leftAt = new Map<string, number>();
    const leave = async () => {
      const entry = await ask(world, {
        url: instance.url,
        key: user!.key,
        userId: user!.id,
        // Nobody waits for the end of these: four hundred words, 100 ms apart.
        model: `load:400:100:10:${answerTokens}`,
        stream: true,
        promptBytes: 300,
        maxTokens: answerTokens,
        plannedMs: 0,
        leaveAfter: world.random.whole(1, 30),
      });
      leftAt.set(entry.id, entry.sentAt + entry.durationMs);
    };
    await Promise.all(Array.from({ length: streams }, leave));
    const lastLeft = Math.max(...leftAt.values());
    findings.none(
      'ended otherwise',
      world.history.entries
        .filter(({ outcome }) => outcome !== 'left')
        .map(({ outcome, code }) => `${outcome} ${code ?? ''}`),
    );
    const unended =
      'select q.id from audit_request q left join audit_response s using (id) where s.id is null';
    await waitFor(async () => (await world.query(unended)).length === 0, 'the records', 30_000);
    findings.atMost('all recorded after ms', Date.now() - lastLeft, 3000);
    const told = new Map(
      world
        .upstreamEvents()
        .filter(({ what, id }) => what === 'left' && id !== undefined)
        .map(({ id, at }) => [id, at]),
    );
    const waits = [...leftAt].map(([id, at]) => (told.get(id) ?? Infinity) - at);
    findings.note('upstream told after ms p99', quantile(waits, 0.99));
    findings.none(
      'upstream told too late',
      waits.filter((ms) => ms > 1000).map((ms) => `${ms} ms`),
    );
    await checkInvariants(world, findings);
    const rows = await world.query<{
      end_reason: string;
      charged: number;
      estimated: number;
      wentOverDisk: boolean;
      response: string;
    }>(
      `select s.end_reason, s.charged_tokens::int as charged, s.response,
         q.estimated_prompt_tokens::int + $1 as estimated, q.reserved_tokens = 0 as "wentOverDisk"
       from audit_request q join audit_response s using (id)`,
      [answerTokens],
    );
    const odd = (is: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(is).map((row) => `${row.end_reason} ${row.charged} of ${row.estimated}`);
    findings.none(
      'noted otherwise than "client_abort"',
      odd((row) => row.end_reason !== 'client_abort'),
    );
    findings.none(
      'not charged',
      odd((row) => row.charged <= 0),
    );
    findings.none(
      'charged more than estimated',
      odd((row) => row.charged > row.estimated),
    );
    findings.none(
      'without the part that was sent',
      odd((row) => !row.response.includes('chaos-')),
    );
    // A thousand at once are too many for the database of a machine that is busy.
    findings.note('recorded over the disk', rows.filter((row) => row.wentOverDisk).length);
    findings.note(
      'charged tokens',
      rows.reduce((sum, { charged }) => sum + charged, 0),
    );
  },
};
