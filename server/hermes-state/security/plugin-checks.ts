import { fieldsOf, textsOf } from '../status/file-values.ts';
import type { HermesHome } from '../hermes-home.ts';
import type { ProfileFacts } from './profile-facts.ts';
import type { SecurityCheck } from './security-check.contract.ts';
import { checkOf, counted, evidence, unknownFor, writableState } from './security-check.ts';

const mostPlugins = 300;
const commit = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** Code of others that Hermes loads. */
export async function pluginChecks(
  home: HermesHome,
  facts: ProfileFacts,
): Promise<SecurityCheck[]> {
  const disabled = textsOf(facts.mapping('plugins').disabled);
  const enabled = [...new Set(textsOf(facts.mapping('plugins').enabled))]
    .filter((key) => !disabled.includes(key) && isKey(key))
    .slice(0, mostPlugins);
  const found = await Promise.all(enabled.map((key) => sourceCheck(home, facts, key)));
  const own = found.filter((check) => check !== undefined);
  return [
    ...(own.length === 0 ? [noneCheck(facts)] : own),
    overrideCheck(facts),
    projectCheck(facts),
  ];
}

/** A folder, or one in a category. */
const isKey = (key: string): boolean =>
  key.split('/').length <= 2 && key.split('/').every((part) => /^[\w][\w.-]*$/.test(part));

const pluginsFix = (text: string) => ({ text, page: '/plugins' });

function noneCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'plugins.source',
    area: 'plugins',
    title: 'Plugins of others',
    fix: pluginsFix('Look at the plugins.'),
  } as const;
  return facts.byConfig(subject, () => ({
    state: 'pass',
    reason: 'Only what Hermes brings along is enabled.',
  }));
}

/** Where an enabled plugin comes from; nothing for one that is not in the home (bundled, or of a Python package). */
async function sourceCheck(
  home: HermesHome,
  facts: ProfileFacts,
  key: string,
): Promise<SecurityCheck | undefined> {
  const path = facts.at(`plugins/${key}`);
  const folder = await home.list('hermes', path, mostPlugins);
  if (folder.status === 'missing') return undefined;
  const subject = {
    id: `plugins.${key}`,
    area: 'plugins',
    title: `Plugin ${key}`,
    fix: pluginsFix(
      'Read what it does now, then check a commit out by its hash: git checkout <commit>.',
    ),
  } as const;
  if (folder.status === 'unreadable') return checkOf(subject, unknownFor(path, folder));
  const enabled = evidence(facts.at('config.yaml'), 'plugins.enabled', key);
  const open = folder.value.entries.filter(
    ({ kind, mode }) => kind === 'file' && (mode & 0o022) !== 0,
  );
  if (open.length > 0)
    return checkOf(subject, {
      state: writableState(open.map(({ mode }) => mode)),
      reason: 'Others than its owner may change code that Hermes runs.',
      evidence: open.map(({ name, mode }) =>
        evidence(`${path}/${name}`, 'mode', mode.toString(8).padStart(4, '0')),
      ),
    });
  if (!folder.value.entries.some(({ name }) => name === '.git'))
    return checkOf(subject, {
      state: 'pass',
      reason: 'A folder that is not tied to a repository: it does not change by itself.',
      evidence: [enabled],
    });
  const headFile = `${path}/.git/HEAD`;
  const head = await home.readText('hermes', headFile, 4096);
  if (head.status !== 'present') return checkOf(subject, unknownFor(headFile, head));
  const text = head.value.trim();
  const isPinned = commit.test(text);
  return checkOf(subject, {
    state: isPinned ? 'pass' : 'warn',
    reason: isPinned
      ? 'From git, at one commit.'
      : 'From git, on a branch: the next update runs whatever was pushed there.',
    evidence: [enabled, evidence(headFile, null, text.slice(0, 100))],
  });
}

function overrideCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'plugins.allow_tool_override',
    area: 'plugins',
    title: 'Plugins that may replace tools of Hermes',
    fix: pluginsFix('Take the grant from those that need not replace tools.'),
  } as const;
  return facts.byConfig(subject, () => {
    const granted = Object.entries(facts.mapping('plugins', 'entries')).filter(
      ([, entry]) => fieldsOf(entry).allow_tool_override === true,
    );
    return {
      state: granted.length === 0 ? 'pass' : 'warn',
      reason:
        granted.length === 0
          ? 'None may.'
          : `${counted(granted.length, 'plugin')} may put code of its own in the place of a tool.`,
      evidence: granted.map(([key]) =>
        evidence(facts.at('config.yaml'), `plugins.entries.${key}.allow_tool_override`, 'true'),
      ),
    };
  });
}

function projectCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'plugins.project',
    area: 'plugins',
    title: 'Plugins of project folders',
    fix: { text: 'Remove HERMES_ENABLE_PROJECT_PLUGINS from .env.', page: '/environment' },
  } as const;
  return facts.byEnvironment(subject, () => {
    const isOn = facts.isOn('HERMES_ENABLE_PROJECT_PLUGINS');
    return {
      state: isOn ? 'warn' : 'pass',
      reason: isOn
        ? 'Hermes loads code from .hermes/plugins of whatever folder it works in.'
        : 'They are not loaded.',
      evidence: [facts.shownEvidence('HERMES_ENABLE_PROJECT_PLUGINS')],
    };
  });
}
