import type { KnownKey } from './environment.contract.ts';
import { messagingKeys } from './known-keys-messaging.ts';
import { otherKeys } from './known-keys-other.ts';

/** Endings of names, in words. The first that fits counts. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/_BASE_URL$/, 'address to use instead of the usual one'],
  [/_(API|SERVER|GATEWAY)_URL$/, 'address of its server'],
  [/_API_KEY$/, 'API key'],
  [/_BOT_TOKEN$/, 'token of the bot'],
  [/_APP_TOKEN$/, 'token of the app'],
  [/_ACCESS_TOKEN$/, 'access token'],
  [/_ALLOW_ALL_USERS$/, 'lets everybody talk to Hermes'],
  [/_GROUP_ALLOWED_USERS$/, 'who may talk to Hermes in groups'],
  [/_ALLOWED_USERS$/, 'who may talk to Hermes, separated by commas'],
  [/_REQUIRE_MENTION$/, 'answers in channels only when it is named'],
  [/_FREE_RESPONSE_(CHANNELS|ROOMS|CHATS)$/, 'where it answers without being named'],
  [/_HOME_(CHANNEL|ROOM|CHAT)_NAME$/, 'name of the place for its own messages'],
  [/_HOME_(CHANNEL|ROOM|CHAT)$/, 'place for its own messages'],
  [/_PROXY$/, 'proxy to connect through'],
  [/_(CLIENT|APP)_SECRET$/, 'secret of the app'],
  [/_(CLIENT|APP|CORP|AGENT|BOT)_ID$/, 'id of the app'],
  [/_PASSWORD$/, 'password'],
  [/_PORT$/, 'port it listens on'],
  [/_HOST$/, 'address it listens on'],
];

/** Names that are not written as they are spelled. The first that fits counts. */
const owners: readonly (readonly [string, string])[] = [
  ['GOOGLE_CHAT', 'Google Chat'],
  ['API_SERVER', 'API server'],
  ['GATEWAY_RELAY', 'Relay'],
  ['TOOL_GATEWAY', 'Tool gateway'],
  ['HERMES', 'Hermes'],
  ['WHATSAPP', 'WhatsApp'],
  ['BLUEBUBBLES', 'BlueBubbles'],
  ['QQBOT', 'QQ bot'],
  ['WECOM', 'WeCom'],
  ['DINGTALK', 'DingTalk'],
  ['SIMPLEX', 'SimpleX'],
  ['BRV', 'ByteRover'],
  ['IRC', 'IRC'],
  ['NTFY', 'ntfy'],
  ['QQ', 'QQ'],
  ['SMS', 'SMS'],
  ['LINE', 'LINE'],
  ['FAL', 'fal.ai'],
];

/** The variables that Hermes 0.19 reads: name, kind, whether it is a secret, where to get one, and of whom. */
export const knownKeys: readonly KnownKey[] = [otherKeys, messagingKeys].flatMap((table) =>
  table.trim().split('\n').map(knownKeyOf),
);

export const knownKeysByName: ReadonlyMap<string, KnownKey> = new Map(
  knownKeys.map((known) => [known.key, known]),
);

function knownKeyOf(line: string): KnownKey {
  const [key = '', category, secrecy, url, ...label] = line.split(' ');
  return {
    key,
    category: category as KnownKey['category'],
    isSecret: secrecy === 'secret',
    url: url === '-' ? null : (url ?? null),
    description: describe(key, label.join(' ')),
  };
}

/** `TELEGRAM_ALLOWED_USERS` is "Telegram: who may talk to Hermes, separated by commas". */
function describe(key: string, label: string): string {
  const ending = endings.find(([pattern]) => pattern.test(key));
  const stem = ending ? key.replace(ending[0], '') : key;
  const [prefix, name] = owners.find(([each]) => `${stem}_`.startsWith(`${each}_`)) ?? [
    stem.split('_')[0]!,
    capital(stem.split('_')[0]!),
  ];
  const words = lowered(stem.slice(prefix.length + 1).split('_'));
  const what = [words, ending?.[1]].filter(Boolean).join(', ');
  return what === '' ? label || name : `${label || name}: ${label && ending ? ending[1] : what}`;
}

function lowered(words: readonly string[]): string {
  return words
    .map((word) => (/^(API|URL|ID|DM|SSO|TTL|AI)$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

function capital(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
