import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { DomainError, NotFound } from '../../http/domain-error.ts';
import { HermesHome } from '../hermes-home.ts';
import {
  openGuarded,
  readGuardedGroups,
  wantedMode,
  type GuardedGroup,
  type GuardedState,
} from './guarded-files.ts';
import type { CheckState, SecurityCheck } from './security-check.contract.ts';
import { checkOf, evidence, unknownFor, worstOf, type Finding } from './security-check.ts';
import type { MendedModes } from './security.contract.ts';

/** A mode was not changed, or reads differently than it was set. What was done before it stays. */
export class ModeNotMended extends DomainError {
  readonly code = 'mode_not_mended';
  readonly status = 409;

  constructor(file: string, why: string) {
    super(`The mode of ${file} was not set right: ${why}.`);
  }
}

/** Who else on this machine gets at the files that hold secrets, and taking it from them. */
@Injectable()
export class FileModes {
  constructor(private readonly home: HermesHome) {}

  async check(profile: string): Promise<SecurityCheck[]> {
    const groups = await readGuardedGroups(this.home, profile);
    const owner = ownerOf(groups);
    return groups.map((group) => checkOf(subjectOf(group), judge(group, owner)));
  }

  /**
   * Sets the modes right that the named checks complain about, and reads each back. Names them as the change of the
   * running call. Throws {@link NotFound} for a check that is none, and {@link ModeNotMended}.
   */
  async mend(profile: string, ids: readonly string[]): Promise<MendedModes> {
    describeCall({ target: { kind: 'hermes_modes', id: profile, name: profile } });
    const groups = await readGuardedGroups(this.home, profile);
    const chosen = ids.map((id) => {
      const group = groups.find((each) => each.id === id);
      if (group === undefined) throw new NotFound(`The check ${id}`);
      return group;
    });
    const items: MendedModes['items'] = [];
    const changes: FieldChange[] = [];
    for (const file of chosen.flatMap(({ files }) => files.filter(isOpen))) {
      const item = await this.mendOne(file);
      items.push(item);
      changes.push({ field: item.file, before: item.before, after: item.after });
      describeCall({ changes });
    }
    return { items };
  }

  private async mendOne(file: GuardedState): Promise<MendedModes['items'][number]> {
    const opened = await openGuarded(this.home, file);
    if (opened.status !== 'present')
      throw new ModeNotMended(
        file.name,
        opened.status === 'missing' ? 'it is gone' : opened.reason.replaceAll('_', ' '),
      );
    const { handle, facts } = opened.value;
    try {
      await handle.chmod(wantedMode(file));
      const { mode } = await handle.stat();
      if ((mode & 0o7777) !== wantedMode(file))
        throw new ModeNotMended(file.name, `it still reads ${octal(mode & 0o7777)}`);
      return { file: file.name, before: octal(facts.mode), after: octal(mode & 0o7777) };
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
      const isForeign = code === 'EPERM' || code === 'EACCES';
      throw new ModeNotMended(
        file.name,
        isForeign ? `it belongs to user ${facts.uid}, and this process is not that user` : code,
      );
    } finally {
      await handle.close();
    }
  }
}

function subjectOf({ id, title }: GuardedGroup) {
  return {
    id,
    area: 'files',
    title,
    fix: { text: 'Take it from everybody but its owner: 0600 for files, 0700 for folders.' },
  } as const;
}

function judge({ id, files, holds, problem }: GuardedGroup, owner: number | undefined): Finding {
  const found = files.filter(({ state }) => state.status !== 'missing');
  const unreadable = found.find(({ state }) => state.status === 'unreadable');
  const states = found.map((file) => stateOf(file, owner));
  const state = worstOf([...states, ...(problem ? (['unknown'] as const) : [])]);
  if (state === 'unknown')
    return problem
      ? unknownFor(problem.file, problem.state)
      : unknownFor(unreadable!.name, unreadable!.state);
  if (found.length === 0 && id === 'files.home') return noHome(files[0]!.name);
  if (found.length === 0)
    return { state: 'pass', reason: 'There is no such file, so there is nothing to guard.' };
  const open = found.filter(isOpen);
  const shown = state === 'pass' ? found : found.filter((_, index) => states[index] !== 'pass');
  return {
    state,
    reason: reasonOf(state, { holds, open: open.length, found: found.length }),
    evidence: shown.map((file) => evidence(file.name, 'mode', describe(file, owner))),
    mend: open.map((file) => ({
      file: file.name,
      mode: octal(modeOf(file)),
      wanted: octal(wantedMode(file)),
    })),
  };
}

/** Then the settings are those Hermes would have. */
function noHome(path: string): Finding {
  return {
    state: 'unknown',
    reason: 'There is no Hermes home here: what is said of settings are the defaults of Hermes.',
    evidence: [evidence(path, null, 'missing')],
  };
}

function reasonOf(
  state: CheckState,
  { holds, open, found }: { holds: string; open: number; found: number },
): string {
  if (state === 'pass') return 'Only the owner gets at it.';
  if (open === 0) return `What holds ${holds} belongs to another user than the Hermes home.`;
  const who = state === 'fail' ? 'Everybody on this machine' : 'The group';
  return found === 1
    ? `${who} gets at ${holds}.`
    : `${who} gets at ${holds}: ${open} of ${found} are open.`;
}

function stateOf(file: GuardedState, owner: number | undefined): CheckState {
  if (file.state.status === 'unreadable') return 'unknown';
  if (file.state.status === 'missing') return 'pass';
  const { mode, uid } = file.state.value;
  if ((mode & 0o007) !== 0) return 'fail';
  if ((mode & 0o070) !== 0) return 'warn';
  return owner !== undefined && uid !== owner ? 'warn' : 'pass';
}

const modeOf = ({ state }: GuardedState): number =>
  state.status === 'present' ? state.value.mode : 0;

const isOpen = (file: GuardedState): boolean => (modeOf(file) & 0o077) !== 0;

/** Of the home: its files should be his. */
function ownerOf(groups: readonly GuardedGroup[]): number | undefined {
  const state = groups.find(({ id }) => id === 'files.home')?.files[0]?.state;
  return state?.status === 'present' ? state.value.uid : undefined;
}

function describe({ state }: GuardedState, owner: number | undefined): string {
  if (state.status !== 'present') return state.status;
  const { mode, uid } = state.value;
  const whose = owner !== undefined && uid !== owner ? `, of user ${uid}, not ${owner}` : '';
  return `${octal(mode)}${whose}`;
}

export const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
