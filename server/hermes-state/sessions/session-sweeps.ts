import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { changesBetween } from '../../admin-events/field-changes.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { outputOf, SessionVerbs } from './session-verbs.ts';
import { NotAlone, NotChanged, SweepChanged } from './sessions.errors.ts';
import type {
  SessionChange,
  Sweep,
  SweepFilter,
  SweepPreview,
  SweepRun,
} from './sessions.contract.ts';

const timeoutMs = 300_000;
const options: Readonly<Record<keyof SweepFilter, string>> = {
  olderThanDays: '--older-than',
  source: '--source',
  model: '--model',
  title: '--title',
  endReason: '--end-reason',
  maxMessages: '--max-messages',
};

/** Archives or prunes many sessions by a filter, after a look at which they are. */
@Injectable()
export class SessionSweeps {
  constructor(
    private readonly command: HermesCommand,
    private readonly verbs: SessionVerbs,
  ) {}

  /** What the command says it would do. Throws `NotFound`, `HermesUnavailable` and {@link NotChanged}. */
  preview(profile: string, sweep: Sweep): Promise<SweepPreview> {
    return this.look(profile, argumentsOf(sweep));
  }

  /**
   * Archives one session. Hermes has filters only, so the session is picked by its source and the second in which it began,
   * and left alone when that picks another one too. Throws {@link NotAlone}, and as {@link preview} does.
   */
  async archive(profile: string, id: string): Promise<SessionChange> {
    const { source, startedAt, title, isOpen, isArchived } = await this.verbs.require(profile, id);
    describeCall({ target: { kind: 'hermes_session', id, name: title ?? id } });
    if (isOpen) throw new NotAlone('It has not ended, and Hermes archives only what has.');
    const second = (time: number) =>
      new Date(Math.floor(time) * 1000).toISOString().replace(/\.000Z$/, '+00:00');
    const args = ['sessions', 'archive', '--source', source];
    args.push('--after', second(startedAt), '--before', second(startedAt + 1));
    const { ids } = await this.look(profile, args);
    if (ids.length !== 1 || ids[0] !== id)
      throw new NotAlone(`Hermes picks ${ids.length} sessions by its source and its beginning.`);
    const result = await this.command.run(profile, [...args, '--yes']);
    if (!(await this.verbs.require(profile, id)).isArchived) throw new NotChanged(outputOf(result));
    describeCall({ changes: changesBetween({ archived: isArchived }, { archived: true }) });
    return { ids: [id], messages: 0, output: outputOf(result) };
  }

  private async look(profile: string, args: readonly string[]): Promise<SweepPreview> {
    const result = await this.command.run(profile, [...args, '--dry-run'], { timeoutMs });
    const lines = outputOf(result).split('\n');
    if (lines.some((line) => /^No sessions match/.test(line.trim())))
      return { count: 0, ids: [], lines };
    const counted = lines
      .map((line) => /^(\d+) session\(s\) match/.exec(line.trim()))
      .find(Boolean);
    if (!counted) throw new NotChanged(outputOf(result));
    const ids = lines.flatMap((line) => /^ {2}(\S+) {2,}\d{4}-\d{2}-\d{2}/.exec(line)?.[1] ?? []);
    return { count: Number(counted[1]), ids, lines };
  }

  /** Does it, if the same sessions still match. Throws {@link SweepChanged}, and as {@link preview} does. */
  async run(profile: string, { expected, ...sweep }: SweepRun): Promise<SessionChange> {
    const { verb } = sweep;
    const { ids, count } = await this.preview(profile, sweep);
    const name = `${verb} in ${profile}`;
    describeCall({ target: { kind: 'hermes_sessions', name } });
    const isSame = ids.length === expected.length && ids.every((id) => expected.includes(id));
    if (!isSame) throw new SweepChanged(expected.length, count);
    const before = await this.verbs.find(profile, ids);
    const result = await this.command.run(profile, [...argumentsOf(sweep), '--yes'], { timeoutMs });
    const after = new Map((await this.verbs.find(profile, ids)).map((found) => [found.id, found]));
    const done = before.filter(({ id }) =>
      verb === 'prune' ? !after.has(id) : after.get(id)?.isArchived,
    );
    const messages = verb === 'prune' ? done.reduce((sum, one) => sum + one.messages, 0) : 0;
    describeCall({
      target: { kind: 'hermes_sessions', name },
      changes: changesBetween(undefined, { ...sweep.filter, sessions: done.length, messages }),
    });
    if (done.length < before.length) throw new NotChanged(outputOf(result));
    return { ids: done.map(({ id }) => id), messages, output: outputOf(result) };
  }
}

function argumentsOf({ verb, filter, includeArchived }: Sweep): string[] {
  const conditions = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [options[name as keyof SweepFilter], String(value)],
  );
  const archived = verb === 'prune' && includeArchived ? ['--include-archived'] : [];
  return ['sessions', verb, ...conditions, ...archived];
}
