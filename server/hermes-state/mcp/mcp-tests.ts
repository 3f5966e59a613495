import { Injectable } from '@nestjs/common';
import { isRecord, recordOf } from '../accounts/identity.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import type { CommandResult } from '../commands/hermes-command.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { HermesHome } from '../hermes-home.ts';
import { isEnabled, refusalOf, secondsOf, type McpEntry } from './mcp-entry.ts';
import { secretsOf } from './mcp-secrets.ts';
import { readTestOutput } from './mcp-test-output.ts';
import { McpTestResults } from './mcp-test-results.ts';
import type { McpTestRun } from './mcp.contract.ts';
import { McpRefused } from './mcp.errors.ts';

/** Each starts a Python program, and perhaps a server. */
const mostAtOnce = 2;
const mostInOneRun = 40;
/** Hermes' own, in seconds. */
const usualConnectSeconds = 60;
/** The command itself starts, connects, lists and ends. */
const commandMs = 30_000;
const longestMs = 600_000;
/** Shorter ones are ordinary words in what a command prints. */
const shortestHidden = 8;

/** Connects to servers by `hermes mcp test`, a few at a time, and notes what was found. */
@Injectable()
export class McpTests {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly home: HermesHome,
    private readonly jobs: Jobs,
    private readonly results: McpTestResults,
  ) {}

  /** Throws {@link McpRefused} for a server that cannot be tested, and as {@link Jobs.start} does. */
  async test(profile: string, name: string): Promise<Job> {
    const servers = await this.serversOf(profile);
    if (!Object.hasOwn(servers, name)) throw new McpRefused(`There is no MCP server ${name}.`);
    const hindrance = hindranceOf(name, servers[name]);
    if (hindrance !== null) throw new McpRefused(hindrance);
    return this.start(profile, name, recordOf(servers[name]));
  }

  /** Every server that is switched on, each as a job of its own. Throws as {@link Jobs.start} does. */
  async testAll(profile: string): Promise<McpTestRun> {
    const servers = await this.serversOf(profile);
    const jobs: Job[] = [];
    const skipped: string[] = [];
    for (const [name, entry] of Object.entries(servers)) {
      const isOff = isRecord(entry) && !isEnabled(entry);
      const hindrance = isOff
        ? 'It is switched off.'
        : jobs.length >= mostInOneRun
          ? `At most ${mostInOneRun} are tested in one go.`
          : hindranceOf(name, entry);
      if (hindrance === null)
        try {
          jobs.push(await this.start(profile, name, recordOf(entry)));
        } catch (error) {
          if (!isRecord(error) || error.code !== 'job_running') throw error;
          skipped.push(`${name}: It is being tested already.`);
        }
      else skipped.push(`${name}: ${hindrance}`);
    }
    return { jobs, skipped };
  }

  private async serversOf(profile: string): Promise<McpEntry> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, 'config.yaml');
    const file = await this.home.readYaml('hermes', path);
    return recordOf(file.status === 'present' ? file.value.value.mcp_servers : {});
  }

  private async start(profile: string, name: string, entry: McpEntry): Promise<Job> {
    // Longer ones, and tokens, are hidden in what any command prints.
    const secrets = secretsOf(entry).filter((secret) => secret.length >= shortestHidden);
    const seconds = secondsOf(entry.connect_timeout) ?? usualConnectSeconds;
    let hasTurn = false;
    return this.jobs.start({
      name: `Test the MCP server ${name}`,
      profile,
      group: `mcp-test ${name}`,
      args: ['mcp', 'test', name],
      timeoutMs: Math.min(seconds * 1000 + commandMs, longestMs),
      secrets,
      prepare: async (say, stop) => {
        hasTurn = await this.turn(say, stop);
      },
      verify: async (result) => {
        if (hasTurn) this.next();
        return this.judge(profile, name, entry, result);
      },
    });
  }

  /** Waits until fewer than the most are running. Answers whether it got a turn: not when it was stopped. */
  private async turn(say: (text: string) => void, stop: AbortSignal): Promise<boolean> {
    if (stop.aborted) return false;
    if (this.running < mostAtOnce) {
      this.running += 1;
      return true;
    }
    say('It waits for other tests to end.');
    return new Promise((resolve) => {
      const begin = () => {
        stop.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        resolve(false);
      };
      this.waiting.push(begin);
      stop.addEventListener('abort', leave, { once: true });
    });
  }

  /** Whoever waits longest takes the place over. */
  private next(): void {
    const begin = this.waiting.shift();
    if (begin === undefined) this.running -= 1;
    else begin();
  }

  private async judge(
    profile: string,
    name: string,
    entry: McpEntry,
    result: CommandResult | undefined,
  ): Promise<Verdict> {
    // Stopped by somebody, which says nothing about the server.
    if (result === undefined || (result.exitCode === null && !result.timedOut))
      return { isAsWanted: false, text: 'The test did not come to its end.' };
    const output = readTestOutput(result.stdout);
    const found = result.timedOut
      ? { ...output, isConnected: false, tools: [], message: 'It did not answer in time.' }
      : output;
    await this.results.note(profile, name, entry, found);
    return { isAsWanted: found.isConnected, text: found.message };
  }
}

/** Why a server is not tested; nothing when it can be. */
function hindranceOf(name: string, entry: unknown): string | null {
  if (!isRecord(entry)) return 'It is no mapping.';
  if (name.startsWith('-')) return 'The command would take its name for an option.';
  return refusalOf(entry);
}
