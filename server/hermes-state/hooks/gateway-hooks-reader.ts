import { Injectable } from '@nestjs/common';
import { isRecord } from '../files/plain-values.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { HermesHome } from '../hermes-home.ts';
import { scalarText } from '../skills/scalar-text.ts';
import { inBatches } from '../skills/skill-walk.ts';
import { sourceOf, type FolderEntry, type StateFile } from '../state-file.ts';
import { isGatewayEvent } from './hook-events.format.ts';
import type { GatewayHook, HookProblem, Hooks } from './hooks.contract.ts';

const mostFolders = 300;
const mostEvents = 50;
const longest = 1000;

/** What of a HOOK.yaml Hermes would use. */
interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly standing: GatewayHook['standing'];
  readonly problems: readonly HookProblem[];
}

const bad = (text: string): HookProblem => ({ tone: 'bad', text });
const warning = (text: string): HookProblem => ({ tone: 'warning', text });

/** The hooks that the gateway of a profile loads when it starts: one folder each, in the order of their names. */
@Injectable()
export class GatewayHooksReader {
  constructor(private readonly home: HermesHome) {}

  async read(profile: string): Promise<Pick<Hooks, 'gateway' | 'gatewayFolder' | 'isCut'>> {
    const folder = this.home.pathIn(profile, 'hooks');
    const list = await this.home.list('hermes', folder);
    const entries = (list.status === 'present' ? list.value.entries : []).filter(
      ({ kind, name }) =>
        (kind === 'folder' && name !== '__pycache__' && !name.startsWith('.')) || kind === 'link',
    );
    const gateway = await inBatches(entries.slice(0, mostFolders), (entry) =>
      this.readOne(folder, entry),
    );
    return {
      gatewayFolder: sourceOf(folder, list),
      gateway,
      isCut: entries.length > mostFolders || (list.status === 'present' && list.value.isCut),
    };
  }

  private async readOne(folder: string, { name, kind }: FolderEntry): Promise<GatewayHook> {
    const unread = { folder: name, name, description: '', events: [], modifiedAt: null };
    if (kind === 'link')
      return {
        ...unread,
        standing: 'unknown',
        problems: [
          warning(
            'It is a link, which this console does not follow. Hermes loads what lies there.',
          ),
        ],
      };
    const path = `${folder}/${name}`;
    const [manifest, handler, ...facts] = await Promise.all([
      this.home.readText('hermes', `${path}/HOOK.yaml`),
      this.home.readText('hermes', `${path}/handler.py`),
      this.home.facts('hermes', `${path}/HOOK.yaml`),
      this.home.facts('hermes', `${path}/handler.py`),
    ]);
    const times = facts.flatMap((each) =>
      each.status === 'present' ? [each.value.modifiedAt] : [],
    );
    const modifiedAt = times.sort().at(-1) ?? null;
    return { ...unread, ...judged(name, manifest, handler), modifiedAt };
  }
}

/** What Hermes makes of the two files. */
function judged(
  folder: string,
  manifest: StateFile<string>,
  handler: StateFile<string>,
): Omit<GatewayHook, 'folder' | 'modifiedAt'> {
  const none = { name: folder, description: '', events: [] };
  const missing = [
    ...(manifest.status === 'missing' ? ['HOOK.yaml'] : []),
    ...(handler.status === 'missing' ? ['handler.py'] : []),
  ];
  const read = manifest.status === 'present' ? readManifest(folder, manifest.value) : undefined;
  const about = read === undefined ? none : { ...read, events: [...read.events] };
  if (missing.length > 0)
    return {
      ...about,
      standing: 'skipped',
      problems: [bad(`It has no ${missing.join(' and no ')}: the gateway passes it over.`)],
    };
  if (manifest.status === 'unreadable')
    return {
      ...none,
      standing: 'unknown',
      problems: [bad(`HOOK.yaml could not be read: ${manifest.reason.replaceAll('_', ' ')}.`)],
    };
  const problems = [...(read?.problems ?? [])];
  const standing = read?.standing ?? 'unknown';
  if (standing === 'skipped') return { ...about, standing, problems };
  if (handler.status === 'unreadable')
    problems.push(warning(`handler.py could not be read: ${handler.reason.replaceAll('_', ' ')}.`));
  if (handler.status === 'present' && !/\bhandle\b/.test(handler.value))
    return {
      ...about,
      standing: 'skipped',
      problems: [...problems, bad('handler.py has no "handle": the gateway passes it over.')],
    };
  return { ...about, standing, problems };
}

function readManifest(folder: string, text: string): Manifest {
  const { value, isBroken, problems } = parseYaml(text);
  const skipped = (why: string): Manifest => ({
    name: folder,
    description: '',
    events: [],
    standing: 'skipped',
    problems: [bad(why)],
  });
  if (isBroken) {
    const [first] = problems;
    return skipped(
      `HOOK.yaml is no valid YAML${first === undefined ? '' : ` (line ${first.line}: ${first.message})`}.`,
    );
  }
  if (!isRecord(value)) return skipped('HOOK.yaml holds no names with values.');
  const about = {
    name: (scalarText(value.name) ?? folder).slice(0, 200),
    description: (scalarText(value.description) ?? '').slice(0, longest),
  };
  return { ...about, ...eventsOf(value.events) };
}

function eventsOf(written: unknown): Pick<Manifest, 'events' | 'standing' | 'problems'> {
  if (typeof written === 'string' && written !== '')
    return {
      events: [written.slice(0, 200)],
      standing: 'idle',
      problems: [
        bad(
          '"events" is a text, not a list: Hermes takes each letter for an event, and none comes.',
        ),
      ],
    };
  // Of a mapping Hermes takes the names.
  const list: unknown = isRecord(written) ? Object.keys(written) : written;
  if (!Array.isArray(list))
    return {
      events: [],
      standing: 'skipped',
      problems: [
        bad(
          written === undefined || !written
            ? 'It declares no events: the gateway passes it over.'
            : '"events" is no list: loading it fails.',
        ),
      ],
    };
  const events = list.map((event: unknown) => scalarText(event) ?? '').filter(Boolean);
  if (list.length === 0)
    return {
      events: [],
      standing: 'skipped',
      problems: [bad('It declares no events: the gateway passes it over.')],
    };
  const shown = events.slice(0, mostEvents).map((event) => event.slice(0, 200));
  const strange = shown.filter((event) => !isGatewayEvent(event));
  const problems =
    strange.length === 0
      ? []
      : [warning(`The gateway knows no event ${strange.join(', ')}: it is never called for that.`)];
  return {
    events: shown,
    standing: events.some(isGatewayEvent) ? 'loaded' : 'idle',
    problems,
  };
}
