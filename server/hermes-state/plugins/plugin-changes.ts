import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesHome } from '../hermes-home.ts';
import { timeOf } from '../status/file-values.ts';
import { GatewayReader } from '../status/gateway-reader.ts';
import type { HermesGateway } from '../status/status.contract.ts';
import type { Plugin, Restart } from './plugins.contract.ts';

const mostChanges = 20;
/** The time of boot, from which starts are counted, moves a little when the clock is set. */
const toleranceMs = 2000;

const runningSchema = z.object({ pid: z.number().nullable(), startedAt: z.string().nullable() });
const notesSchema = z.record(
  z.string(),
  z.array(z.object({ at: z.string(), text: z.string(), gateway: runningSchema })),
);
type Running = z.infer<typeof runningSchema>;
type Notes = z.infer<typeof notesSchema>;
type Note = Notes[string][number];

/**
 * Remembers which changes of plugins a running gateway has not seen: it loads plugins when it begins. Kept in the data
 * folder, because the gateway outlives this process.
 */
@Injectable()
export class PluginChanges {
  private readonly file: string;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly home: HermesHome,
    private readonly gateways: GatewayReader,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.file = join(settings.dataDir, 'hermes-plugin-changes.json');
  }

  /** Notes a change that was made; without a gateway that runs nobody has to be told. */
  async note(profile: string, text: string): Promise<void> {
    const gateway = await this.gatewayOf(profile);
    if (gateway === undefined) return;
    const write = async () => {
      const notes = await this.notes();
      const kept = notesOf(notes, profile).filter((note) => isUnseen(note, gateway));
      const note = { at: new Date().toISOString(), text, gateway };
      const all = { ...notes, [profile]: [note, ...kept].slice(0, mostChanges) };
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await writeFile(`${this.file}.tmp`, JSON.stringify(all), { mode: 0o600, flush: true });
      await rename(`${this.file}.tmp`, this.file);
    };
    const mine = this.writing.then(write, write);
    this.writing = mine.catch(() => undefined);
    await mine;
  }

  /** What the gateway that runs has not seen, also what was changed on disk without this console. */
  async pending(profile: string, plugins: readonly Plugin[]): Promise<Restart | null> {
    const gateway = await this.gatewayOf(profile);
    if (gateway === undefined) return null;
    const noted = notesOf(await this.notes(), profile).filter((note) => isUnseen(note, gateway));
    const changes = [
      ...noted.map(({ at, text }) => ({ at, text })),
      ...plugins
        .filter((plugin) => isNewer(plugin, gateway))
        // What was done here is told once.
        .filter(({ name }) => !noted.some(({ text }) => text.endsWith(` plugin ${name}`)))
        .map(({ key, changedAt }) => ({ at: changedAt!, text: `${key} was changed on disk` })),
    ].slice(0, mostChanges);
    return changes.length === 0 ? null : { gatewayStartedAt: gateway.startedAt, changes };
  }

  private async notes(): Promise<Notes> {
    try {
      return notesSchema.parse(JSON.parse(await readFile(this.file, 'utf8')));
    } catch {
      // None so far, or damaged: it would only have said to restart.
      return {};
    }
  }

  /** The gateway that works for a profile: its own, or the root's if that one serves it. */
  private async gatewayOf(profile: string): Promise<Running | undefined> {
    const { gateway } = await this.gateways.read(profile);
    if (isUp(gateway)) return this.identityOf(profile, gateway);
    if (profile === 'default') return undefined;
    const { gateway: root } = await this.gateways.read('default');
    const isServed = isUp(root) && root.servedProfiles.includes(profile);
    return isServed ? this.identityOf('default', root) : undefined;
  }

  private async identityOf(profile: string, gateway: HermesGateway): Promise<Running> {
    if (gateway.pid !== null) return { pid: gateway.pid, startedAt: gateway.startedAt };
    // Its process cannot be seen from here; it notes each start.
    const path = this.home.pathIn(profile, 'gateway-starts.log');
    const starts = await this.home.readText('hermes', path);
    const last = starts.status === 'present' ? starts.value.trim().split('\n').at(-1) : undefined;
    return { pid: null, startedAt: timeOf(last) };
  }
}

const isUp = ({ pid, verdict }: HermesGateway): boolean => pid !== null || verdict === 'elsewhere';

const notesOf = (notes: Notes, profile: string): readonly Note[] =>
  Object.hasOwn(notes, profile) ? notes[profile]! : [];

/** Whether the gateway that runs is the one that ran at the change. */
function isUnseen({ at, gateway }: Note, running: Running): boolean {
  if (running.pid !== null && running.pid !== gateway.pid) return false;
  if (running.startedAt === null) return true;
  if (running.pid === null) return Date.parse(running.startedAt) <= Date.parse(at);
  if (gateway.startedAt === null) return true;
  const apart = Date.parse(running.startedAt) - Date.parse(gateway.startedAt);
  return Math.abs(apart) <= toleranceMs;
}

/** Only of what is loaded; what came with Hermes changes with Hermes. */
function isNewer({ origin, loadsBecause, changedAt }: Plugin, { startedAt }: Running): boolean {
  if (origin === 'bundled' || loadsBecause === null || changedAt === null || startedAt === null)
    return false;
  return Date.parse(changedAt) > Date.parse(startedAt) + toleranceMs;
}
