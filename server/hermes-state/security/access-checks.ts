import { AllowLists } from '../pairing/allow-lists.ts';
import { fieldsOf } from '../status/file-values.ts';
import type { HermesHome } from '../hermes-home.ts';
import type { StateFile } from '../state-file.ts';
import { platformsByName } from '../tools/known-platforms.ts';
import type { ProfileFacts } from './profile-facts.ts';
import type { SecurityCheck } from './security-check.contract.ts';
import { checkOf, counted, evidence, unknownFor, type Finding } from './security-check.ts';

/** Beginnings of variables of one chat platform, and its name in `config.yaml` and in files of pairing. */
const platforms: readonly (readonly [prefix: string, name: string, label: string])[] = [
  ['TELEGRAM', 'telegram', 'Telegram'],
  ['DISCORD', 'discord', 'Discord'],
  ['SLACK', 'slack', 'Slack'],
  ['WHATSAPP', 'whatsapp', 'WhatsApp'],
  ['SIGNAL', 'signal', 'Signal'],
  ['MATTERMOST', 'mattermost', 'Mattermost'],
  ['MATRIX', 'matrix', 'Matrix'],
  ['BLUEBUBBLES', 'bluebubbles', 'BlueBubbles'],
  ['QQ', 'qqbot', 'QQ'],
  ['IRC', 'irc', 'IRC'],
  ['TEAMS', 'teams', 'Teams'],
  ['NTFY', 'ntfy', 'ntfy'],
  ['SMS', 'sms', 'SMS'],
  ['GOOGLE_CHAT', 'google_chat', 'Google Chat'],
  ['FEISHU', 'feishu', 'Feishu'],
  ['DINGTALK', 'dingtalk', 'DingTalk'],
  ['WECOM', 'wecom', 'WeCom'],
  ['EMAIL', 'email', 'E-mail'],
  ['PHOTON', 'photon', 'Photon'],
  ['LINE', 'line', 'LINE'],
  ['SIMPLEX', 'simplex', 'SimpleX'],
  ['WEIXIN', 'weixin', 'Weixin'],
  ['YUANBAO', 'yuanbao', 'Yuanbao'],
];
/** That nobody has heard of; more than there will ever be. */
const mostOthers = 100;
const pairingFolders = ['platforms/pairing', 'pairing'] as const;

/** Who may talk to the agent, platform by platform. */
export async function accessChecks(
  home: HermesHome,
  facts: ProfileFacts,
): Promise<SecurityCheck[]> {
  const inUse = platforms
    .filter(([prefix, name]) => isInUse(facts, prefix, name))
    .map(([prefix, name, label]) => ({ prefix, name, label }));
  const each = await Promise.all(
    [...inUse, ...otherPlatforms(facts)].map((platform) => platformCheck(home, facts, platform)),
  );
  return [everywhereCheck(facts), ...each, await pendingCheck(home, facts)];
}

/** Whether anything is set up for a platform. */
function isInUse(facts: ProfileFacts, prefix: string, name: string): boolean {
  if (facts.mapping('platforms', name).enabled === true) return true;
  for (const [key, value] of facts.variables)
    if (key.startsWith(`${prefix}_`) && value.trim() !== '') return true;
  return false;
}

/** Of which only a list in `.env` is known, such as those of plugins. */
function otherPlatforms(facts: ProfileFacts): Platform[] {
  const known = new Set(platforms.map(([, name]) => name));
  const others = new Map<string, Platform>();
  for (const { variable, platform: name } of new AllowLists(facts.variables).all()) {
    if (name === null || known.has(name)) continue;
    const prefix = variable.replace(/_(ALLOWED|ALLOW_ALL)_USERS$/, '');
    others.set(name, { prefix, name, label: platformsByName.get(name)?.label ?? prefix });
  }
  return [...others.values()].slice(0, mostOthers);
}

function everywhereCheck(facts: ProfileFacts): SecurityCheck {
  const subject = {
    id: 'access.everywhere',
    area: 'access',
    title: 'Open to everybody on every platform',
    fix: { text: 'Remove GATEWAY_ALLOW_ALL_USERS from .env.', page: '/environment' },
  } as const;
  return facts.byEnvironment(subject, () => {
    const isOpen = facts.isOn('GATEWAY_ALLOW_ALL_USERS');
    const listed = listOf(facts.variable('GATEWAY_ALLOWED_USERS'));
    const isStar = listed.includes('*');
    return {
      state: isOpen || isStar ? 'fail' : 'pass',
      reason: isOpen
        ? 'Whoever finds the bot can give the agent orders, on every platform.'
        : isStar
          ? 'GATEWAY_ALLOWED_USERS holds *, which lets everybody in.'
          : 'No variable opens all platforms at once.',
      evidence: [
        facts.shownEvidence('GATEWAY_ALLOW_ALL_USERS'),
        evidence(facts.at('.env'), 'GATEWAY_ALLOWED_USERS', counted(listed.length, 'user')),
      ],
    };
  });
}

interface Platform {
  readonly prefix: string;
  readonly name: string;
  readonly label: string;
}

async function platformCheck(
  home: HermesHome,
  facts: ProfileFacts,
  { prefix, name, label }: Platform,
): Promise<SecurityCheck> {
  const open = `${prefix}_ALLOW_ALL_USERS`;
  const allowed = [`${prefix}_ALLOWED_USERS`, `${prefix}_GROUP_ALLOWED_USERS`];
  const subject = {
    id: `access.${name}`,
    area: 'access',
    title: `Who may talk to the agent on ${label}`,
    fix: {
      text: `Name the users in ${allowed[0]}, and remove ${open} and *.`,
      page: '/environment',
    },
  } as const;
  const approved = await pairingFile(home, facts, `${name}-approved.json`);
  if (approved.state.status === 'unreadable')
    return checkOf(subject, unknownFor(approved.file, approved.state));
  const paired = approved.state.status === 'present' ? Object.keys(approved.state.value).length : 0;
  return facts.byEnvironment(subject, (): Finding => {
    const users = allowed.flatMap((key) => listOf(facts.variable(key)));
    const read = [
      facts.shownEvidence(open),
      ...allowed.map((key) =>
        evidence(facts.at('.env'), key, counted(listOf(facts.variable(key)).length, 'user')),
      ),
      evidence(approved.file, null, `${paired} paired`),
    ];
    if (facts.isOn(open))
      return { state: 'fail', reason: `${open} lets everybody in.`, evidence: read };
    if (users.includes('*'))
      return {
        state: 'fail',
        reason: 'The list holds *, which lets everybody in.',
        evidence: read,
      };
    return {
      state: 'pass',
      reason:
        users.length + paired === 0
          ? 'Nobody is on a list: strangers have to be paired first.'
          : `${counted(users.length, 'user')} on a list, ${paired} paired.`,
      evidence: read,
    };
  });
}

/** Strangers that ask to be let in. */
async function pendingCheck(home: HermesHome, facts: ProfileFacts): Promise<SecurityCheck> {
  const subject = {
    id: 'access.pending',
    area: 'access',
    title: 'Strangers that wait to be paired',
    fix: { text: 'Approve whom you know, and clear the rest.', page: '/pairing' },
  } as const;
  const files = await pendingFiles(home, facts);
  const broken = files.find(({ state }) => state.status === 'unreadable');
  if (broken) return checkOf(subject, unknownFor(broken.file, broken.state));
  const waiting = files.map(({ file, state }) =>
    evidence(
      file,
      null,
      `${state.status === 'present' ? Object.keys(state.value).length : 0} waiting`,
    ),
  );
  const count = files.reduce(
    (sum, { state }) => sum + (state.status === 'present' ? Object.keys(state.value).length : 0),
    0,
  );
  return checkOf(subject, {
    state: count === 0 ? 'pass' : 'warn',
    reason: count === 0 ? 'Nobody waits.' : `${counted(count, 'request')} to talk to the agent.`,
    evidence: waiting,
  });
}

interface PairingFile {
  readonly file: string;
  readonly state: StateFile<Readonly<Record<string, unknown>>>;
}

/** Hermes moved the folder; what is in the old one counts while there is nothing in the new one. */
async function pairingFile(
  home: HermesHome,
  facts: ProfileFacts,
  name: string,
): Promise<PairingFile> {
  for (const folder of pairingFolders) {
    const file = facts.at(`${folder}/${name}`);
    const state = await home.readJson('hermes', file);
    if (state.status !== 'missing') return { file, state };
  }
  return { file: facts.at(`${pairingFolders[0]}/${name}`), state: { status: 'missing' } };
}

async function pendingFiles(home: HermesHome, facts: ProfileFacts): Promise<PairingFile[]> {
  const found: PairingFile[] = [];
  for (const folder of pairingFolders) {
    const path = facts.at(folder);
    const list = await home.list('hermes', path, 200);
    if (list.status === 'unreadable') found.push({ file: path, state: list });
    if (list.status !== 'present') continue;
    for (const { name } of list.value.entries.filter((each) => each.name.endsWith('-pending.json')))
      found.push({
        file: `${path}/${name}`,
        state: await home.readJson('hermes', `${path}/${name}`),
      });
  }
  return found.map(({ file, state }) => ({
    file,
    state: state.status === 'present' ? { ...state, value: fieldsOf(state.value) } : state,
  }));
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
