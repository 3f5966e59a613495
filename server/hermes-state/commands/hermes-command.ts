import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { findHermes } from '../../hermes-process/find-hermes.ts';
import { hermesEnvironment, plainTerminal } from '../../hermes-process/hermes-environment.ts';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesHome } from '../hermes-home.ts';
import { CommandRun, type CommandResult, type RunOptions } from './command-run.ts';
import { CommandTooLong, HermesUnavailable } from './commands.errors.ts';
import { KnownSecrets } from './known-secrets.ts';

export type { CommandResult } from './command-run.ts';

const usualTimeoutMs = 60_000;

export interface CommandOptions {
  /** Answers to the questions of the command; absent, it meets the end of the file, which means the default answer. */
  readonly input?: string | undefined;
  /** 60 seconds if absent; `null` for a command that runs until it is stopped. */
  readonly timeoutMs?: number | null | undefined;
  /** What it gets to end by itself when it is stopped; two seconds if absent. */
  readonly graceMs?: number | undefined;
  /** Parts of the arguments that must not be seen again. */
  readonly secrets?: readonly string[] | undefined;
  readonly onLine?: RunOptions['onLine'];
  /** For it alone, such as a secret that must not be an argument: those, everybody on the machine can see. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs verbs of the `hermes` command: never through a shell, always for a named profile (the sticky one would be taken
 * else), with nothing of our environment that it does not need. Listing verbs write; panes read the files instead.
 */
@Injectable()
export class HermesCommand implements OnModuleDestroy {
  private readonly running = new Set<CommandRun>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Where it is; nothing when there is none. */
  get file(): string | undefined {
    return findHermes(this.settings.hermesBin);
  }

  get isAvailable(): boolean {
    return this.file !== undefined;
  }

  /** Why no verb can be run here; `null` when verbs can. */
  get unavailableReason(): string | null {
    return this.isAvailable
      ? null
      : `There is no hermes command: neither ${this.settings.hermesBin} nor one on the PATH. Install Hermes, or set HERMES_BIN.`;
  }

  /** Throws {@link HermesUnavailable} and, for a profile that is not there, `NotFound`. */
  async run(
    profile: string,
    args: readonly string[],
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    const run = await this.start(profile, args, options);
    return this.endOf(run);
  }

  /** Begins it and does not wait. Throws {@link CommandTooLong}, and as {@link run} does. */
  async start(
    profile: string,
    args: readonly string[],
    {
      input,
      timeoutMs = usualTimeoutMs,
      graceMs,
      secrets,
      onLine,
      environment,
    }: CommandOptions = {},
  ): Promise<CommandRun> {
    const file = await this.require(profile);
    const mask = await this.secrets.maskFor(profile, secrets);
    const run = begun(file, ['-p', profile, ...args], {
      env: { ...hermesEnvironment(this.home.rootOf('hermes')), ...plainTerminal, ...environment },
      input,
      timeoutMs: timeoutMs ?? undefined,
      graceMs,
      mask,
      onLine,
    });
    this.running.add(run);
    const forget = () => this.running.delete(run);
    void run.ended.then(forget, forget);
    return run;
  }

  /** The end of a run, with a reason people understand when it never began. */
  async endOf(run: CommandRun): Promise<CommandResult> {
    try {
      return await run.ended;
    } catch (error) {
      // Among them: not a program of this machine, an interpreter that is not there.
      throw new HermesUnavailable(`The hermes command cannot be run: ${(error as Error).message}`);
    }
  }

  /** Ends whatever still runs. */
  async onModuleDestroy(): Promise<void> {
    const running = [...this.running];
    for (const run of running) run.stop();
    await Promise.allSettled(running.map((run) => run.ended));
  }

  /** The command, for a profile that is there. Throws as {@link run} does. */
  async require(profile: string): Promise<string> {
    await this.home.requireProfile(profile);
    const { file } = this;
    if (file === undefined) throw new HermesUnavailable(this.unavailableReason!);
    return file;
  }
}

/** Most reasons why a program does not begin come later; that it is given too much is told at once. */
function begun(file: string, args: readonly string[], options: RunOptions): CommandRun {
  try {
    return new CommandRun(file, args, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'E2BIG') throw new CommandTooLong();
    throw error;
  }
}
