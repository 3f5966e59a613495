import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InvalidRequest } from '../../http/refusals.ts';
import type { CommandResult } from '../commands/command-run.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { secretsInYaml } from '../files/secret-masks.ts';
import { parseJsonObject } from '../hermes-home.ts';
import { commandIdOf } from './hook-command.ts';
import type { HookTest } from './hooks.contract.ts';
import { HookRefused } from './hooks.errors.ts';
import { ShellHooksReader, type KnownHook } from './shell-hooks-reader.ts';

/** Beside what the hooks themselves may take. */
const ownMs = 60_000;
const longestMs = 1_800_000;

/** Verbs of the `hermes` command about shell hooks. They exit with 0 whatever happened. */
@Injectable()
export class HookVerbs {
  constructor(
    private readonly reader: ShellHooksReader,
    private readonly jobs: Jobs,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Takes consent from a command at every event. Throws {@link HookRefused}, and as {@link Jobs.start} does. */
  async revoke(profile: string, commandId: string): Promise<Job> {
    const { approvals, configText } = await this.reader.read(profile);
    const command = approvals.find((each) => commandIdOf(each.command) === commandId)?.command;
    if (command === undefined) throw new HookRefused('There is no consent for this command.');
    if (command.startsWith('-'))
      throw new HookRefused(
        'Hermes would take this command for an option of its own. Take it out of the allowlist on the server.',
      );
    return this.jobs.start({
      name: 'Revoke consent',
      profile,
      group: 'hooks',
      args: ['hooks', 'revoke', command],
      secrets: secretsInYaml(`${configText}\ncommand: ${command}`),
      timeoutMs: ownMs,
      verify: () => this.isRevoked(profile, command),
    });
  }

  /**
   * Runs every hook of an event, consented to or not, with a sample of Hermes. Throws {@link HookRefused},
   * {@link InvalidRequest}, and as {@link Jobs.start} does.
   */
  async test(profile: string, { event, tool, payload }: HookTest): Promise<Job> {
    const { hooks, configText } = await this.reader.read(profile);
    const concerned = hooks.filter(
      ({ shown }) => shown.event === event && shown.standing !== 'ignored',
    );
    if (concerned.length === 0) throw new HookRefused(`There is no shell hook at ${event}.`);
    const sample = payload === undefined || payload.trim() === '' ? undefined : payload;
    if (sample !== undefined && parseJsonObject(sample).status !== 'present')
      throw new InvalidRequest([{ path: 'payload', message: 'It has to be a JSON object.' }]);
    const file = join(tmpdir(), `hcp-hook-payload-${randomUUID()}.json`);
    const mask = await this.secrets.maskFor(profile);
    return this.jobs.start({
      name: `Test the hooks at ${event}`,
      profile,
      group: 'hooks',
      args: [
        'hooks',
        'test',
        event,
        ...(tool === undefined ? [] : ['--for-tool', tool]),
        ...(sample === undefined ? [] : ['--payload-file', file]),
      ],
      secrets: secretsInYaml(configText),
      timeoutMs: timeFor(concerned),
      ...(sample !== undefined && {
        prepare: async (say: (text: string) => void) => {
          await writeFile(file, sample, { mode: 0o600, flag: 'wx' });
          say('stdin: the sample of Hermes for this event, and over it');
          for (const line of sample.split('\n')) say(`  ${mask(line)}`);
          say('');
        },
      }),
      verify: async (result) => {
        await rm(file, { force: true });
        return testVerdict(result);
      },
    });
  }

  /** Looks at every hook, and runs those that have consent. Throws as {@link Jobs.start} does. */
  async examine(profile: string): Promise<Job> {
    const { hooks, configText } = await this.reader.read(profile);
    return this.jobs.start({
      name: 'Examine the shell hooks',
      profile,
      group: 'hooks',
      args: ['hooks', 'doctor'],
      secrets: secretsInYaml(configText),
      timeoutMs: timeFor(hooks),
      verify: (result) => Promise.resolve(doctorVerdict(result)),
    });
  }

  private async isRevoked(profile: string, command: string): Promise<Verdict> {
    const { approvals, shown } = await this.reader.read(profile);
    if (shown.allowlist.status === 'unreadable')
      return { isAsWanted: false, text: `${shown.allowlist.file} cannot be read any more.` };
    const left = approvals.filter((each) => each.command === command).length;
    return left === 0
      ? {
          isAsWanted: true,
          text: 'The allowlist does not name it any more. What runs keeps the hook until it is restarted.',
        }
      : { isAsWanted: false, text: 'The allowlist still names it.' };
  }
}

function timeFor(hooks: readonly KnownHook[]): number {
  const seconds = hooks.reduce((sum, { shown }) => sum + shown.timeoutSeconds, 0);
  return Math.min(longestMs, ownMs + seconds * 1000);
}

/** The command says how each hook ended, and nothing of it in its exit code. */
export function testVerdict(result: CommandResult | undefined): Verdict {
  const text = result?.stdout ?? '';
  const ends = [...text.matchAll(/^\s*exit=(\S+)\s+elapsed=([\d.]+)s/gm)];
  const failures = [...text.matchAll(/^\s*✗ (.+)$/gm)].map(([, words]) => words!);
  const count = Number(/^Firing (\d+) hook\(s\)/m.exec(text)?.[1] ?? 0);
  if (count === 0)
    return {
      isAsWanted: false,
      text: /^No shell hooks configured/m.test(text)
        ? 'No hook fits: none was run.'
        : 'The command did not say that it ran a hook.',
    };
  const ran = ends.map(
    ([, code, seconds]) => `exit ${code} after ${Math.round(Number(seconds) * 1000)} ms`,
  );
  return {
    isAsWanted: failures.length === 0 && ends.length >= count,
    text: [...ran, ...failures].join('; ') || 'It is not known how the hooks ended.',
  };
}

/** The report itself is what is wanted; what it found stands in it. */
export function doctorVerdict(result: CommandResult | undefined): Verdict {
  const text = result?.stdout ?? '';
  const issues = /^(\d+) issue\(s\) found/m.exec(text)?.[1];
  if (issues !== undefined)
    return { isAsWanted: true, text: `The report is whole. It names ${issues} issue(s).` };
  if (/^All shell hooks look healthy/m.test(text))
    return { isAsWanted: true, text: 'All shell hooks look healthy.' };
  if (/^No shell hooks configured/m.test(text))
    return { isAsWanted: true, text: 'There are no shell hooks to examine.' };
  return { isAsWanted: false, text: 'The report is not whole.' };
}
