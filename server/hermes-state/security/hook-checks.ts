import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { redact } from '../../redaction.ts';
import { isInside } from '../read-confined.ts';
import { fieldsOf, textOf, timeOf, type Fields } from '../status/file-values.ts';
import type { HermesHome } from '../hermes-home.ts';
import type { StateFile } from '../state-file.ts';
import type { ProfileFacts } from './profile-facts.ts';
import type { SecurityCheck } from './security-check.contract.ts';
import {
  checkOf,
  counted,
  evidence,
  unknownFor,
  writableState,
  type Finding,
} from './security-check.ts';

const mostHooks = 200;
/** File systems keep times in steps of their own. */
const sameTimeMs = 1000;

interface ShellHook {
  readonly event: string;
  readonly command: string;
}

interface Approval extends ShellHook {
  readonly scriptTime: string | null;
}

/** Commands that run without being asked about, and whether anybody agreed to them as they are now. */
export async function hookChecks(home: HermesHome, facts: ProfileFacts): Promise<SecurityCheck[]> {
  const file = facts.at('shell-hooks-allowlist.json');
  const allowlist = await home.readJson('hermes', file);
  const hooks = shellHooksOf(facts);
  const checks = await Promise.all(
    hooks.map((hook, index) => shellHookCheck(home, facts, { hook, index, file, allowlist })),
  );
  return [
    autoAcceptCheck(facts),
    ...(hooks.length === 0 ? [noHooksCheck(facts)] : checks),
    await gatewayHooksCheck(home, facts),
  ];
}

const hooksFix = (text: string) => ({ text, page: '/hooks' });

function autoAcceptCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'hooks.auto_accept',
    area: 'hooks',
    title: 'Shell hooks accepted unseen',
    fix: {
      text: 'Set hooks_auto_accept to false, and remove HERMES_ACCEPT_HOOKS from .env.',
      page: '/config',
      query: { search: 'hooks_auto_accept' },
    },
  } as const;
  return facts.byBoth(subject, () => {
    const setting = facts.setting('hooks_auto_accept');
    const isOn = setting.value === true || facts.isOn('HERMES_ACCEPT_HOOKS');
    return {
      state: isOn ? 'fail' : 'pass',
      reason: isOn
        ? 'Whatever command comes into config.yaml runs without anybody having agreed to it.'
        : 'A hook runs once somebody has agreed to it.',
      evidence: [setting.evidence, facts.shownEvidence('HERMES_ACCEPT_HOOKS')],
    };
  });
}

function noHooksCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'hooks.shell',
    area: 'hooks',
    title: 'Shell hooks',
    fix: hooksFix('Look at the hooks.'),
  } as const;
  return facts.byConfig(subject, () => ({ state: 'pass', reason: 'None is configured.' }));
}

async function shellHookCheck(
  home: HermesHome,
  facts: ProfileFacts,
  given: {
    readonly hook: ShellHook;
    readonly index: number;
    readonly file: string;
    readonly allowlist: StateFile<Fields>;
  },
): Promise<SecurityCheck> {
  const { hook, index, file, allowlist } = given;
  const { event, command } = hook;
  const subject = {
    id: `hooks.shell.${index}`,
    area: 'hooks',
    title: `Shell hook at ${event}`,
    fix: hooksFix('Read the script; then agree to it anew, or take the hook out of config.yaml.'),
  } as const;
  const isAuto =
    facts.setting('hooks_auto_accept').value === true || facts.isOn('HERMES_ACCEPT_HOOKS');
  const configured = evidence(facts.at('config.yaml'), `hooks.${event}`, redact(command));
  if (allowlist.status === 'unreadable') {
    const found = unknownFor(file, allowlist);
    return checkOf(subject, { ...found, evidence: [configured, ...found.evidence!] });
  }
  const approval = approvalsIn(allowlist).find(
    (each) => each.event === event && each.command === command,
  );
  if (approval === undefined)
    return checkOf(subject, {
      state: isAuto ? 'fail' : 'warn',
      reason: isAuto
        ? 'Nobody agreed to it, and it runs: hooks are accepted unseen.'
        : 'Nobody agreed to it. It does not run until somebody does.',
      evidence: [configured, evidence(file, null, 'not on the list')],
    });
  const found = await sinceConsent(home, approval);
  return checkOf(subject, { ...found, evidence: [configured, ...(found.evidence ?? [])] });
}

/** Whether a script is what it was when somebody agreed to it. */
async function sinceConsent(home: HermesHome, { command, scriptTime }: Approval): Promise<Finding> {
  const path = scriptOf(home, command);
  if (path === undefined)
    return scriptTime === null
      ? { state: 'pass', reason: 'Agreed to; it runs no script.' }
      : { state: 'unknown', reason: 'Its script lies outside the Hermes home and was not read.' };
  const facts = await home.facts('hermes', path);
  if (facts.status === 'unreadable') return unknownFor(path, facts);
  if (facts.status === 'missing')
    return {
      state: 'warn',
      reason: 'Agreed to, and its script is gone: whoever puts one there runs it.',
      evidence: [evidence(path, null, 'missing')],
    };
  const { mode, modifiedAt } = facts.value;
  const read = [
    evidence(path, 'modified', modifiedAt),
    evidence(path, 'modified when agreed to', scriptTime ?? 'not noted'),
    evidence(path, 'mode', mode.toString(8).padStart(4, '0')),
  ];
  if ((mode & 0o022) !== 0)
    return {
      state: writableState([mode]),
      reason: 'Others than its owner may change the script that runs.',
      evidence: read,
    };
  if (scriptTime === null)
    return { state: 'warn', reason: 'Agreed to before there was a script.', evidence: read };
  const isSame = Math.abs(Date.parse(modifiedAt) - Date.parse(scriptTime)) < sameTimeMs;
  return {
    state: isSame ? 'pass' : 'fail',
    reason: isSame
      ? 'Agreed to, and unchanged since.'
      : 'The script was changed after somebody agreed to it, and runs as it is now.',
    evidence: read,
  };
}

/** Code that the gateway loads at its start; being there is enough. */
async function gatewayHooksCheck(home: HermesHome, facts: ProfileFacts): Promise<SecurityCheck> {
  const subject = {
    id: 'hooks.gateway',
    area: 'hooks',
    title: 'Gateway hooks',
    fix: hooksFix('Take from others the right to write: chmod go-w on the folder and handler.py.'),
  } as const;
  const path = facts.at('hooks');
  const list = await home.list('hermes', path, mostHooks);
  if (list.status === 'unreadable') return checkOf(subject, unknownFor(path, list));
  if (list.status === 'missing')
    return checkOf(subject, { state: 'pass', reason: 'There is none.' });
  const folders = list.value.entries.filter(({ kind }) => kind === 'folder');
  const handlers = await Promise.all(
    folders.map(async ({ name, mode }) => {
      const file = `${path}/${name}/handler.py`;
      return { file, folderMode: mode, state: await home.facts('hermes', file) };
    }),
  );
  const active = handlers.filter(({ state }) => state.status !== 'missing');
  const open = active.filter(
    ({ state, folderMode }) =>
      state.status === 'present' && ((state.value.mode | folderMode) & 0o022) !== 0,
  );
  const broken = active.find(({ state }) => state.status === 'unreadable');
  if (open.length === 0 && broken) return checkOf(subject, unknownFor(broken.file, broken.state));
  return checkOf(subject, {
    state: writableState(
      open.map(({ state, folderMode }) =>
        state.status === 'present' ? state.value.mode | folderMode : 0,
      ),
    ),
    reason:
      open.length > 0
        ? 'Others than the owner may change code that the gateway runs.'
        : active.length === 0
          ? 'There is none.'
          : `${counted(active.length, 'hook')} of code that only the owner can change.`,
    evidence: (open.length > 0 ? open : active).map(({ file, state }) =>
      evidence(
        file,
        'mode',
        state.status === 'present' ? state.value.mode.toString(8).padStart(4, '0') : 'unreadable',
      ),
    ),
  });
}

function shellHooksOf(facts: ProfileFacts): ShellHook[] {
  return Object.entries(facts.mapping('hooks'))
    .flatMap(([event, list]) =>
      (Array.isArray(list) ? list : []).flatMap((each): ShellHook[] => {
        const command = textOf(fieldsOf(each).command);
        return command === null ? [] : [{ event, command }];
      }),
    )
    .slice(0, mostHooks);
}

function approvalsIn(allowlist: StateFile<Fields>): Approval[] {
  const list = allowlist.status === 'present' ? allowlist.value.approvals : [];
  return (Array.isArray(list) ? list : []).flatMap((each): Approval[] => {
    const { event, command, script_mtime_at_approval: time } = fieldsOf(each);
    if (typeof event !== 'string' || typeof command !== 'string') return [];
    return [{ event, command, scriptTime: timeOf(time) }];
  });
}

/** Path below the Hermes root of the script that a command begins with; nothing when it lies elsewhere. */
function scriptOf(home: HermesHome, command: string): string | undefined {
  const word = /^\s*(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(command);
  const written = word?.[1] ?? word?.[2] ?? word?.[3] ?? '';
  const root = home.rootOf('hermes');
  // Hermes runs as the owner of its home, whose folder it usually lies in.
  const itsHome = basename(root) === '.hermes' ? dirname(root) : homedir();
  const path = written.replace(/^~(?=\/)/, itsHome);
  return isAbsolute(path) && isInside(root, path) ? relative(root, join(path)) : undefined;
}
