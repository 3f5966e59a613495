import type { HermesHome } from '../hermes-home.ts';
import { switches, type Switch } from './approval-switches.ts';
import type { ProfileFacts, Setting } from './profile-facts.ts';
import type { SecurityCheck } from './security-check.contract.ts';
import { checkOf, counted, evidence, unknownFor, type Finding } from './security-check.ts';

/** Whether dangerous things are asked about, by section `approvals` of `config.yaml` and what goes with it. */
export async function approvalChecks(
  home: HermesHome,
  facts: ProfileFacts,
): Promise<SecurityCheck[]> {
  return [
    modeCheck(facts),
    yoloCheck(facts),
    allowlistCheck(facts),
    ...switches.map((each) => switchCheck(facts, each)),
    ownWritingCheck(facts),
    blocklistCheck(facts),
    advisoriesCheck(facts),
    await tirithCheck(home, facts),
  ];
}

const fixIn = (text: string, search: string) => ({ text, page: '/config', query: { search } });

function switchCheck(facts: ProfileFacts, about: Switch): SecurityCheck {
  const { path, title, safe, otherwise, pass, reason, fix } = about;
  const subject = { id: path, area: 'approvals', title, fix: fixIn(fix, path) } as const;
  return facts.byConfig(subject, () => {
    const setting = facts.setting(path);
    if (typeof setting.value !== typeof safe) return notUnderstood(setting);
    const isSafe = setting.value === safe;
    return {
      state: isSafe ? 'pass' : otherwise,
      reason: isSafe ? pass : reason,
      evidence: [setting.evidence],
    };
  });
}

function notUnderstood({ evidence: read }: Setting): Finding {
  return {
    state: 'warn',
    reason: `${read.key} is not a value this console knows; what Hermes makes of it is not certain.`,
    evidence: [read],
  };
}

function modeCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'approvals.mode',
    area: 'approvals',
    title: 'Approval of dangerous commands',
    fix: fixIn('Set approvals.mode to manual, or to smart.', 'approvals.mode'),
  } as const;
  return facts.byConfig(subject, () => {
    const setting = facts.setting('approvals.mode');
    const read = [setting.evidence];
    const { value } = setting;
    if (value === 'manual')
      return { state: 'pass', reason: 'Every dangerous command is asked about.', evidence: read };
    if (value === 'smart')
      return {
        state: 'pass',
        reason: 'A model decides which dangerous commands are asked about.',
        evidence: read,
      };
    // YAML 1.1 reads a bare `off` as false, and Hermes takes it for off.
    if (value === 'off' || value === false)
      return { state: 'fail', reason: 'Nothing is ever asked about.', evidence: read };
    return notUnderstood(setting);
  });
}

function yoloCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'approvals.yolo',
    area: 'approvals',
    title: 'Approvals switched off by the environment',
    fix: { text: 'Remove HERMES_YOLO_MODE from .env.', page: '/environment' },
  } as const;
  return facts.byEnvironment(subject, () => {
    const isOn = facts.isOn('HERMES_YOLO_MODE');
    return {
      state: isOn ? 'fail' : 'pass',
      reason: isOn
        ? 'HERMES_YOLO_MODE skips every approval, whatever config.yaml says.'
        : 'HERMES_YOLO_MODE is not on in .env.',
      evidence: [facts.shownEvidence('HERMES_YOLO_MODE')],
    };
  });
}

function allowlistCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'command_allowlist',
    area: 'approvals',
    title: 'Dangerous commands allowed for ever',
    fix: fixIn('Take out of command_allowlist what need not be there.', 'command_allowlist'),
  } as const;
  return facts.byConfig(subject, () => {
    const setting = facts.setting('command_allowlist');
    if (!Array.isArray(setting.value)) return notUnderstood(setting);
    const allowed = setting.value.map((each) => String(each));
    const file = setting.evidence.file;
    const read = allowed.map((each) => evidence(file, 'command_allowlist', each));
    if (allowed.length === 0)
      return { state: 'pass', reason: 'Nothing is on the list.', evidence: [setting.evidence] };
    if (allowed.some((each) => /^[\s*?]*$/.test(each)))
      return { state: 'fail', reason: 'An entry allows every command.', evidence: read };
    return {
      state: 'warn',
      reason: `${counted(allowed.length, 'kind')} of dangerous commands ${allowed.length === 1 ? 'is' : 'are'} never asked about.`,
      evidence: read,
    };
  });
}

/** Three settings that answer one question. */
function ownWritingCheck(facts: ProfileFacts): SecurityCheck {
  const paths = ['skills.guard_agent_created', 'skills.write_approval', 'memory.write_approval'];
  const subject = {
    id: 'own_writing',
    area: 'approvals',
    title: 'What the agent writes for itself',
    fix: fixIn(`Set ${paths.join(', ')} to true.`, 'write_approval'),
  } as const;
  return facts.byConfig(subject, () => {
    const settings = paths.map((path) => facts.setting(path));
    const off = settings.filter(({ value }) => value !== true);
    return {
      state: off.length === 0 ? 'pass' : 'warn',
      reason:
        off.length === 0
          ? 'Skills and memories the agent writes are looked at first.'
          : 'What a page or a message makes it write into skills or memory counts in later sessions, unseen.',
      evidence: settings.map((setting) => setting.evidence),
    };
  });
}

function blocklistCheck(facts: ProfileFacts): SecurityCheck {
  const path = 'security.website_blocklist';
  const subject = {
    id: path,
    area: 'approvals',
    title: 'Blocked websites',
    fix: fixIn('Name domains or a shared file, or switch the list off.', 'website_blocklist'),
  } as const;
  return facts.byConfig(subject, () => {
    const enabled = facts.setting(`${path}.enabled`);
    const lists = ['domains', 'shared_files'].map((name) => facts.setting(`${path}.${name}`));
    const count = lists.reduce(
      (sum, { value }) => sum + (Array.isArray(value) ? value.length : 0),
      0,
    );
    const isEmpty = enabled.value === true && count === 0;
    return {
      state: isEmpty ? 'warn' : 'pass',
      reason: isEmpty
        ? 'The list is on and names nothing.'
        : enabled.value === true
          ? `${counted(count, 'entry').replace(/entrys$/, 'entries')}.`
          : 'The list is off: the agent may visit every site.',
      evidence: [enabled, ...lists].map((setting) => setting.evidence),
    };
  });
}

function advisoriesCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'security.acked_advisories',
    area: 'approvals',
    title: 'Security advisories that were dismissed',
    fix: fixIn('Take out of security.acked_advisories what is not dealt with.', 'acked_advisories'),
  } as const;
  return facts.byConfig(subject, () => {
    const setting = facts.setting('security.acked_advisories');
    const dismissed = Array.isArray(setting.value) ? setting.value : [];
    return {
      state: dismissed.length === 0 ? 'pass' : 'warn',
      reason:
        dismissed.length === 0
          ? 'None was dismissed.'
          : `${dismissed.length} dismissed: Hermes does not warn of them any more.`,
      evidence: [setting.evidence],
    };
  });
}

/** With `tirith_fail_open` a scanner that is not there scans nothing. */
async function tirithCheck(home: HermesHome, facts: ProfileFacts): Promise<SecurityCheck> {
  const subject = {
    id: 'security.tirith_fail_open',
    area: 'approvals',
    title: 'Commands when the scan fails',
    fix: fixIn('Install tirith, or set security.tirith_fail_open to false.', 'tirith'),
  } as const;
  const marker = facts.at('.tirith-install-failed');
  const failed = await home.facts('hermes', marker);
  if (failed.status === 'unreadable') return checkOf(subject, unknownFor(marker, failed));
  return facts.byConfig(subject, () => {
    const settings = [facts.setting('security.tirith_fail_open')];
    const isOpen = settings[0]!.value !== false;
    const isAway = failed.status === 'present' && facts.setting('security.tirith_enabled').value;
    const read = settings.map((setting) => setting.evidence);
    if (isOpen && isAway)
      return {
        state: 'fail',
        reason: 'Its installation failed, and commands run unscanned.',
        evidence: [...read, evidence(marker, null, 'present')],
      };
    return {
      state: isOpen ? 'warn' : 'pass',
      reason: isOpen
        ? 'A command runs unscanned when the scan fails.'
        : 'A command is refused when the scan fails.',
      evidence: read,
    };
  });
}
