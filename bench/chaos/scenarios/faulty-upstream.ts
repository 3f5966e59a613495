import { setTimeout as sleep } from 'node:timers/promises';
import { checkInvariants } from '../check.ts';
import type { HistoryEntry, Outcome } from '../history.ts';
import { ask, startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

/** What the client sees and what the record says. */
interface Expected {
  readonly outcome: Outcome;
  readonly status: number;
  readonly code: string | null;
  readonly end: string;
}

const refused = (status: number, code: string, end = 'upstream_error'): Expected => ({
  outcome: 'refused',
  status,
  code,
  end,
});
const broken = (code: string, end: string): Expected => ({
  outcome: 'broken',
  status: 200,
  code,
  end,
});
const fine: Expected = { outcome: 'ok', status: 200, code: null, end: 'done' };
const invalid = refused(502, 'upstream_invalid_response');

/** By the model that asks for it; alike for plain requests and streams. */
const faults: Readonly<Record<string, Expected>> = {
  'hang-headers': refused(504, 'upstream_timeout', 'timeout'),
  'hang-mid': broken('upstream_timeout', 'timeout'),
  'rst-mid': broken('upstream_cut', 'upstream_cut'),
  'eof-mid': broken('upstream_cut', 'upstream_cut'),
  'error-event': broken('gave_up', 'upstream_error'),
  'cut-body': refused(502, 'upstream_cut', 'upstream_cut'),
  '500json': refused(500, 'upstream_error'),
  '500html': refused(500, 'upstream_error'),
  '401-echo': refused(502, 'upstream_auth_failed'),
  '400-echo': refused(400, 'bad'),
  '429:7': refused(429, 'rate_limit_exceeded'),
  '302-meta': refused(502, 'upstream_redirected'),
  html200: invalid,
  text200: invalid,
  gzip: invalid,
  br: invalid,
  '1xx-flood': invalid,
  bigheaders: invalid,
  setcookie: fine,
  ...Object.fromEntries(
    'nodone afterdone dupusage negusage hugeusage nousage cr crlf drip splitutf8 badutf8 nul longline:1 nonl'
      .split(' ')
      .map((model) => [model, fine]),
  ),
};

export const faultyUpstream: Scenario = {
  name: 'faulty-upstream',
  about: 'the upstream misbehaves in every way it knows, and is killed under load',
  controls: [
    {
      name: 'an answer that just ends passes for a complete one',
      changes: [
        {
          file: 'server/gateway/stream-relay.js',
          find: 'if (this.meter.isComplete)',
          replace: 'if (this.meter.isComplete || !this.meter.hasError)',
        },
      ],
      breaks: 'came out otherwise',
    },
    {
      name: 'what the upstream says of its key is passed on',
      changes: [
        {
          file: 'server/gateway/fault-relay.js',
          find: "return upstreamKey ? text.replaceAll(upstreamKey, '[hidden]') : text;",
          replace: 'return text;',
        },
      ],
      breaks: 'secrets in answers',
    },
    {
      name: 'a silent upstream is waited for',
      changes: [
        {
          file: 'server/gateway/upstream-call.js',
          find: 'bodyTimeout: this.timeouts.silenceTimeoutMs,',
          replace: 'bodyTimeout: 20_000,',
        },
      ],
      breaks: 'longest ms',
    },
  ],
  async run(world, findings, size) {
    const instance = await world.addInstance({
      HERMES_UPSTREAM_CONNECT_TIMEOUT_SECONDS: '1',
      HERMES_UPSTREAM_FIRST_BYTE_TIMEOUT_SECONDS: '1',
      HERMES_UPSTREAM_SILENCE_TIMEOUT_SECONDS: '1',
    });
    const users = await world.addUsers(4);
    const each = size === 'full' ? 20 : 2;
    const jobs = Object.keys(faults).flatMap((model) =>
      [true, false].flatMap((stream) => Array.from({ length: each }, () => ({ model, stream }))),
    );
    const asked: HistoryEntry[] = [];
    const work = async () => {
      for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) {
        const user = world.random.pick(users);
        asked.push(
          await ask(world, {
            ...job,
            url: instance.url,
            key: user.key,
            userId: user.id,
            promptBytes: 200,
            maxTokens: 50,
            plannedMs: 0,
          }),
        );
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    findings.note('modes', Object.keys(faults).length);
    // Timeouts of a second are watched twice a second, and another comes on top for a machine that is busy.
    findings.atMost('longest ms', Math.max(...asked.map(({ durationMs }) => durationMs)), 6000);
    await checkOutcomes(world, asked, (rule, lines) => findings.none(rule, lines));

    const load = startLoad(world, { workers: 32, users, url: () => instance.url });
    const from = world.history.entries.length;
    for (let kill = 0; kill < (size === 'full' ? 5 : 1); kill++) {
      await sleep(world.random.whole(500, 1500));
      await world.restartUpstream();
    }
    await sleep(500);
    await load.stop();
    const under = world.history.entries.slice(from);
    findings.note('hit by a dead upstream', under.filter(({ outcome }) => outcome !== 'ok').length);
    const told = new Set(['upstream_cut', 'upstream_unreachable']);
    findings.none(
      'not told that the upstream died',
      under
        .filter(({ outcome, code }) => outcome !== 'ok' && !told.has(code ?? ''))
        .map(({ outcome, status, code }) => `${outcome} ${status} ${code}`),
    );
    await checkInvariants(world, findings);
  },
};

async function checkOutcomes(
  world: World,
  asked: readonly HistoryEntry[],
  report: (rule: string, lines: readonly string[]) => void,
): Promise<void> {
  const rows = await world.query<{ client_id: string; end_reason: string }>(
    `select q.client_request_id as client_id, s.end_reason
     from audit_request q join audit_response s using (id)`,
  );
  const ends = new Map(rows.map((row) => [row.client_id, row.end_reason]));
  const lines = asked.flatMap((entry) => {
    const { outcome, status, code, end } = faults[entry.model]!;
    const seen = `${entry.outcome} ${entry.status} ${entry.code} ${ends.get(entry.id)}`;
    const wanted = `${outcome} ${status} ${code} ${end}`;
    return seen === wanted ? [] : [`${entry.model}${entry.stream ? ' stream' : ''}: ${seen}`];
  });
  report('came out otherwise', lines);
}
