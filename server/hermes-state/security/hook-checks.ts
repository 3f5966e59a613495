import type { HookApproval } from '../hooks/hook-approvals.ts';
import { lookAtScript, pathInRoot } from '../hooks/hook-command.ts';
import type { KnownHook, KnownHooks } from '../hooks/shell-hooks-reader.ts';
import { isInside } from '../read-confined.ts';
import { timeOf } from '../status/file-values.ts';
import type { HermesHome } from '../hermes-home.ts';
import type { Unreadable } from '../state-file.ts';
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

/** Commands that run without being asked about, and whether anybody agreed to them as they are now. */
export async function hookChecks(
  home: HermesHome,
  facts: ProfileFacts,
  known: KnownHooks,
): Promise<SecurityCheck[]> {
  const hooks = known.hooks.filter(({ shown }) => shown.standing !== 'ignored').slice(0, mostHooks);
  const checks = await Promise.all(
    hooks.map((hook, index) => shellHookCheck(home, facts, { hook, index, known })),
  );
  return [
    autoAcceptCheck(facts, known),
    ...(hooks.length === 0 ? [noHooksCheck(facts)] : checks),
    await gatewayHooksCheck(home, facts),
  ];
}

const hooksFix = (text: string) => ({ text, page: '/hooks' });

function autoAcceptCheck(facts: ProfileFacts, { shown }: KnownHooks): SecurityCheck {
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
    const isOn = shown.autoAccept.length > 0;
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
  given: { readonly hook: KnownHook; readonly index: number; readonly known: KnownHooks },
): Promise<SecurityCheck> {
  const { hook, index, known } = given;
  const { event, command, standing } = hook.shown;
  const subject = {
    id: `hooks.shell.${index}`,
    area: 'hooks',
    title: `Shell hook at ${event}`,
    fix: hooksFix('Read the script; then agree to it anew, or take the hook out of config.yaml.'),
  } as const;
  const configured = evidence(facts.at('config.yaml'), `hooks.${event}`, command ?? '');
  const { file, status, reason } = known.shown.allowlist;
  if (status === 'unreadable') {
    const found = unknownFor(file, { status, reason: reason as Unreadable });
    return checkOf(subject, { ...found, evidence: [configured, ...found.evidence!] });
  }
  const approval = known.approvals.find(
    (each) => each.event === event && each.command === hook.command,
  );
  if (approval === undefined)
    return checkOf(subject, {
      ...unapproved[standing === 'automatic' || standing === 'unknown' ? standing : 'unconsented'],
      evidence: [configured, evidence(file, null, 'not on the list')],
    });
  const found = await sinceConsent(home, approval);
  return checkOf(subject, { ...found, evidence: [configured, ...(found.evidence ?? [])] });
}

const unapproved = {
  automatic: {
    state: 'fail',
    reason: 'Nobody agreed to it, and it runs: hooks are accepted unseen.',
  },
  unconsented: {
    state: 'warn',
    reason: 'Nobody agreed to it. It does not run until somebody does.',
  },
  unknown: {
    state: 'unknown',
    reason:
      'It names a variable that is not in .env, so whether somebody agreed to it is not known.',
  },
} as const;

/** Whether a script is what it was when somebody agreed to it. */
async function sinceConsent(home: HermesHome, approval: HookApproval): Promise<Finding> {
  const scriptTime = timeOf(approval.scriptMtime);
  const root = home.rootOf('hermes');
  const script = await lookAtScript(approval.command, root, approval.scriptMtime);
  if (script.path === null)
    return scriptTime === null
      ? { state: 'pass', reason: 'Agreed to; it runs no script.' }
      : {
          state: 'unknown',
          reason: 'Where its script lies depends on where Hermes was started; it was not read.',
        };
  if (!isInside(root, script.path))
    return {
      state: 'unknown',
      reason: 'Its script lies outside the Hermes home and was not read.',
    };
  const path = pathInRoot(root, script.path);
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
