import { Injectable } from '@nestjs/common';
import { recordOf, textOf } from '../accounts/identity.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { HermesHome, type YamlFile } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf, type FolderEntry, type StateFile } from '../state-file.ts';
import { readLocks, type LockList } from '../status/held-locks.ts';
import { GatewayReader, type GatewayReading } from '../status/gateway-reader.ts';
import type { GatewayVerdict } from '../status/status.contract.ts';
import { HomeSizes } from '../storage/home-sizes.ts';
import { aliasOf } from './alias-wrapper.ts';
import type {
  GatewayProcess,
  ProfileList,
  ProfileListQuery,
  ProfileNames,
  ProfileSize,
  ProfileView,
} from './profiles.contract.ts';
import { countSkills } from './skill-count.ts';

/** Of `hermes profile`: other folders and files in `profiles` are ignored. */
const profileId = /^(?!default$)[a-z0-9][a-z0-9_-]{0,63}$/;
const mostIgnored = 50;
const sizePatienceMs = 150;

interface Named {
  readonly name: string;
  readonly isLink: boolean;
}

/** What there is of profiles, read from their files: the listing verbs of the command write. */
@Injectable()
export class ProfilesReader {
  constructor(
    private readonly home: HermesHome,
    private readonly gateways: GatewayReader,
    private readonly sizes: HomeSizes,
    private readonly command: HermesCommand,
  ) {}

  async list({ search, cursor, limit }: ProfileListQuery): Promise<ProfileList> {
    const [{ named, ignored, folder }, sticky] = await Promise.all([this.named(), this.sticky()]);
    const word = search.trim().toLowerCase();
    const matching = named.filter(({ name }) => name.includes(word));
    const from = cursor === undefined ? 0 : matching.findIndex(({ name }) => name === cursor) + 1;
    const page = matching.slice(from, from + limit);
    const locks = await readLocks();
    const items = await Promise.all(page.map((one) => this.view(one, sticky.name, locks)));
    return {
      items,
      nextCursor: from + limit < matching.length ? (page.at(-1)?.name ?? null) : null,
      matching: matching.length,
      total: named.length,
      active: sticky.name,
      isActiveMissing: !named.some(({ name }) => name === sticky.name),
      ignored,
      problems: [folder, sticky.source].filter(({ status }) => status === 'unreadable'),
      commandUnavailable: this.command.unavailableReason,
    };
  }

  async names(): Promise<ProfileNames> {
    const [{ named }, { name: active }] = await Promise.all([this.named(), this.sticky()]);
    return { items: named.map(({ name }) => name), active };
  }

  /** Throws `NotFound`. */
  async one(name: string): Promise<ProfileView> {
    await this.home.requireProfile(name);
    const [{ named }, sticky] = await Promise.all([this.named(), this.sticky()]);
    const found = named.find((each) => each.name === name);
    return this.view(found ?? { name, isLink: false }, sticky.name);
  }

  /** The profile that commands without `-p` go to. */
  async active(): Promise<string> {
    return (await this.sticky()).name;
  }

  private async sticky(): Promise<{ name: string; source: SourceFile }> {
    const file = await this.home.readText('hermes', 'active_profile', 4096);
    const text = file.status === 'present' ? file.value.trim().slice(0, 64) : '';
    return { name: text === '' ? 'default' : text, source: sourceOf('active_profile', file) };
  }

  private async named(): Promise<{ named: Named[]; ignored: string[]; folder: SourceFile }> {
    const list = await this.home.list('hermes', 'profiles');
    const entries = list.status === 'present' ? list.value.entries : [];
    const isProfile = ({ name, kind }: FolderEntry) =>
      profileId.test(name) && (kind === 'folder' || kind === 'link');
    const profiles = entries
      .filter(isProfile)
      .map(({ name, kind }) => ({ name, isLink: kind === 'link' }));
    return {
      named: [{ name: 'default', isLink: false }, ...profiles],
      ignored: entries
        .filter((entry) => !isProfile(entry))
        .map(({ name }) => name)
        .slice(0, mostIgnored),
      folder: sourceOf('profiles', list),
    };
  }

  private async view(
    { name, isLink }: Named,
    active: string,
    locks?: LockList,
  ): Promise<ProfileView> {
    const at = (path: string) => this.home.pathIn(name, path);
    const [config, about, distribution, environment, soul, skills, gateway, alias, size] =
      await Promise.all([
        this.home.readYaml('hermes', at('config.yaml')),
        this.home.readYaml('hermes', at('profile.yaml')),
        this.home.readYaml('hermes', at('distribution.yaml')),
        this.home.facts('hermes', at('.env')),
        this.home.facts('hermes', at('SOUL.md')),
        countSkills(this.home, name),
        this.gateways.read(name, locks),
        aliasOf(this.home.rootOf('hermes'), name),
        this.sizeOf(name),
      ]);
    const [model, provider] = modelOf(valueOf(config));
    return {
      name,
      path: this.home.homeOf(name),
      isDefault: name === 'default',
      isActive: name === active,
      isLink,
      model,
      provider,
      skills,
      hasEnvironment: environment.status === 'present',
      hasSoul: soul.status === 'present',
      gateway: gatewayOf(gateway),
      alias,
      distribution: distributionOf(distribution),
      description: longTextOf(valueOf(about).description),
      isDescriptionAutomatic: valueOf(about).description_auto === true,
      size,
      problems: [
        ...yamlProblem(at('config.yaml'), config),
        ...yamlProblem(at('profile.yaml'), about),
        ...yamlProblem(at('distribution.yaml'), distribution),
        ...[sourceOf(at('.env'), environment), sourceOf(at('SOUL.md'), soul)].filter(isUnreadable),
      ],
    };
  }

  private async sizeOf(name: string): Promise<ProfileSize | null> {
    const size = await this.sizes.of(name, sizePatienceMs);
    if (!size) return null;
    // Those of the other profiles lie below the root, too; they are told with them.
    const others = name === 'default' ? size.areas.get('profiles') : undefined;
    return {
      bytes: size.bytes - (others?.bytes ?? 0),
      files: size.files - (others?.files ?? 0),
      isComplete: size.isComplete,
      isCounting: size.isCounting,
    };
  }
}

const isUnreadable = ({ status }: SourceFile): boolean => status === 'unreadable';

const valueOf = (file: StateFile<YamlFile>): Readonly<Record<string, unknown>> =>
  file.status === 'present' ? file.value.value : {};

/** `model: name`, or a mapping of name and provider. */
function modelOf(config: Readonly<Record<string, unknown>>): [string | null, string | null] {
  const { model } = config;
  if (typeof model === 'string') return [textOf(model), null];
  const { default: name, model: older, provider } = recordOf(model);
  return [textOf(name) ?? textOf(older), textOf(provider)];
}

/** In four words; what cannot be read may say anything. */
function gatewayOf({ gateway, files }: GatewayReading): GatewayProcess {
  const { verdict, pid, summary, recordedState } = gateway;
  const unread = files.find(({ status }) => status === 'unreadable');
  const isDown = verdict === 'stopped' || verdict === 'failed';
  if (isDown && unread)
    return {
      state: 'unknown',
      pid: null,
      claimed: recordedState,
      reason: `${unread.file} cannot be read (${unread.reason}).`,
    };
  return { state: gatewayStateOf[verdict], pid, claimed: recordedState, reason: summary };
}

const gatewayStateOf: Readonly<Record<GatewayVerdict, GatewayProcess['state']>> = {
  running: 'running',
  starting: 'running',
  draining: 'running',
  stopped: 'stopped',
  failed: 'stopped',
  stale: 'stale',
  elsewhere: 'unknown',
  unknown: 'unknown',
};

function distributionOf(file: StateFile<YamlFile>): ProfileView['distribution'] {
  if (file.status !== 'present' || file.value.isBroken) return null;
  const { name, version, source } = file.value.value;
  return { name: textOf(name), version: textOf(version), source: textOf(source) };
}

function longTextOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 1000) : '';
}

function yamlProblem(path: string, file: StateFile<YamlFile>): SourceFile[] {
  if (file.status === 'unreadable') return [sourceOf(path, file)];
  if (file.status !== 'present' || !file.value.isBroken) return [];
  const [problem] = file.value.problems;
  const where = problem ? `, line ${problem.line}` : '';
  return [{ file: path, status: 'unreadable', reason: `not_yaml${where}` }];
}
