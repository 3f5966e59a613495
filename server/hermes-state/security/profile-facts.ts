import { configFieldsByPath } from '../config/config-fields.ts';
import { parseEnv } from '../files/env-file.ts';
import { isRecord, valueAt } from '../files/plain-values.ts';
import type { HermesHome } from '../hermes-home.ts';
import type { StateFile } from '../state-file.ts';
import type { SecurityCheck, SecurityEvidence } from './security-check.contract.ts';
import {
  checkOf,
  evidence,
  unknownFor,
  type CheckSubject,
  type Finding,
} from './security-check.ts';

/** Names that people write for "yes" in an environment file. */
const yes = /^(1|true|yes|on)$/i;

/** A setting as Hermes sees it. */
export interface Setting {
  readonly value: unknown;
  /** Whether the file says it; else it is the default of Hermes. */
  readonly isWritten: boolean;
  readonly evidence: SecurityEvidence;
}

/** What `config.yaml` and `.env` of a profile say, read once for all checks. */
export class ProfileFacts {
  private constructor(
    readonly profile: string,
    private readonly home: HermesHome,
    private readonly config: StateFile<Readonly<Record<string, unknown>>>,
    private readonly environment: StateFile<ReadonlyMap<string, string>>,
  ) {}

  static async read(home: HermesHome, profile: string): Promise<ProfileFacts> {
    const [config, environment] = await Promise.all([
      home.readYaml('hermes', home.pathIn(profile, 'config.yaml')),
      home.readText('hermes', home.pathIn(profile, '.env')),
    ]);
    return new ProfileFacts(profile, home, readConfig(config), readEnvironment(environment));
  }

  /** The path of a file of the profile below the Hermes root. */
  at(path: string): string {
    return this.home.pathIn(this.profile, path);
  }

  /** A check that needs `config.yaml`; not known while that cannot be read. */
  byConfig(subject: CheckSubject, find: () => Finding): SecurityCheck {
    return checkOf(subject, this.config.status === 'present' ? find() : this.configUnknown());
  }

  /** A check that needs `.env`. */
  byEnvironment(subject: CheckSubject, find: () => Finding): SecurityCheck {
    if (this.environment.status === 'present') return checkOf(subject, find());
    return checkOf(subject, unknownFor(this.at('.env'), this.environment));
  }

  /** A check that needs both files. */
  byBoth(subject: CheckSubject, find: () => Finding): SecurityCheck {
    return this.config.status === 'present'
      ? this.byEnvironment(subject, find)
      : checkOf(subject, this.configUnknown());
  }

  /** A setting by its path, such as `approvals.mode`; only of a `config.yaml` that could be read. */
  setting(path: string): Setting {
    const written = valueAt(this.values, path.split('.'));
    const isWritten = written !== undefined && written !== null;
    const value = isWritten ? written : configFieldsByPath.get(path)?.default;
    const shown = isWritten ? plain(value) : `${plain(value)} (default)`;
    return { value, isWritten, evidence: evidence(this.at('config.yaml'), path, shown) };
  }

  /** A mapping in `config.yaml`; empty when there is none. */
  mapping(...path: readonly string[]): Readonly<Record<string, unknown>> {
    const value = valueAt(this.values, path);
    return isRecord(value) ? value : {};
  }

  get values(): Readonly<Record<string, unknown>> {
    return this.config.status === 'present' ? this.config.value : {};
  }

  /** A variable of `.env`; nothing when it is absent or empty. */
  variable(name: string): string | undefined {
    return this.variables.get(name)?.trim() || undefined;
  }

  get variables(): ReadonlyMap<string, string> {
    return this.environment.status === 'present' ? this.environment.value : new Map();
  }

  isOn(name: string): boolean {
    return yes.test(this.variable(name) ?? '');
  }

  /** That a variable is set, without its value. */
  setEvidence(name: string): SecurityEvidence {
    return evidence(this.at('.env'), name, this.variable(name) === undefined ? 'not set' : 'set');
  }

  /** A variable that holds no secret, with its value. */
  shownEvidence(name: string): SecurityEvidence {
    return evidence(this.at('.env'), name, this.variable(name) ?? 'not set');
  }

  private configUnknown(): Finding {
    return unknownFor(this.at('config.yaml'), this.config);
  }
}

/** Without the file everything is as Hermes has it by default. */
function readConfig(
  file: Awaited<ReturnType<HermesHome['readYaml']>>,
): StateFile<Readonly<Record<string, unknown>>> {
  if (file.status === 'missing') return { status: 'present', value: {} };
  if (file.status === 'unreadable') return file;
  if (file.value.isBroken) return { status: 'unreadable', reason: 'not_yaml' };
  return { status: 'present', value: file.value.value };
}

function readEnvironment(file: StateFile<string>): StateFile<ReadonlyMap<string, string>> {
  if (file.status === 'missing') return { status: 'present', value: new Map() };
  if (file.status === 'unreadable') return file;
  return { status: 'present', value: parseEnv(file.value).values };
}

function plain(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
