import { coreToolsets } from './known-toolsets.ts';

/** Where an agent of Hermes 0.19 is talked to. */
export interface KnownPlatform {
  readonly name: string;
  readonly label: string;
  /** The composite toolset it starts from. */
  readonly composite: string;
  /** Toolsets of the composite that can be switched, before those that are off by default are left out. */
  readonly toolsets: readonly string[];
  /** Toolsets of the composite that cannot. */
  readonly fixed: readonly string[];
  /** The variable without which it does not run; absent for what always does. */
  readonly variable?: string;
  /** Why dangerous tools weigh more here. */
  readonly exposure?: string;
}

const without = (...names: readonly string[]): readonly string[] =>
  coreToolsets.filter((name) => !names.includes(name));
const anybody = 'Whoever may write to it talks to the agent.';

function platform(name: string, label: string, more: Partial<KnownPlatform> = {}): KnownPlatform {
  const composite = `hermes-${name.replaceAll('_', '-')}`;
  return { name, label, composite, toolsets: coreToolsets, fixed: ['kanban'], ...more };
}

const messenger = (name: string, label: string, variable: string): KnownPlatform =>
  platform(name, label, { variable, exposure: anybody });

/** In the order of Hermes. */
export const knownPlatforms: readonly KnownPlatform[] = [
  platform('cli', 'CLI'),
  messenger('telegram', 'Telegram', 'TELEGRAM_BOT_TOKEN'),
  {
    ...messenger('discord', 'Discord', 'DISCORD_BOT_TOKEN'),
    toolsets: [...coreToolsets, 'discord', 'discord_admin'],
  },
  messenger('slack', 'Slack', 'SLACK_BOT_TOKEN'),
  messenger('whatsapp', 'WhatsApp', 'WHATSAPP_ENABLED'),
  {
    ...messenger('whatsapp_cloud', 'WhatsApp Cloud', 'WHATSAPP_CLOUD_ACCESS_TOKEN'),
    composite: 'hermes-whatsapp',
  },
  messenger('signal', 'Signal', 'SIGNAL_HTTP_URL'),
  messenger('bluebubbles', 'BlueBubbles', 'BLUEBUBBLES_SERVER_URL'),
  messenger('email', 'Email', 'EMAIL_ADDRESS'),
  messenger('homeassistant', 'Home Assistant', 'HASS_TOKEN'),
  messenger('mattermost', 'Mattermost', 'MATTERMOST_TOKEN'),
  messenger('matrix', 'Matrix', 'MATRIX_HOMESERVER'),
  messenger('dingtalk', 'DingTalk', 'DINGTALK_CLIENT_ID'),
  {
    ...messenger('feishu', 'Feishu', 'FEISHU_APP_ID'),
    fixed: ['kanban', 'feishu_doc', 'feishu_drive'],
  },
  messenger('wecom', 'WeCom', 'WECOM_BOT_ID'),
  messenger('wecom_callback', 'WeCom callback', 'WECOM_CALLBACK_CORP_ID'),
  messenger('weixin', 'Weixin', 'WEIXIN_TOKEN'),
  messenger('qqbot', 'QQ', 'QQ_APP_ID'),
  {
    ...messenger('yuanbao', 'Yuanbao', 'YUANBAO_APP_ID'),
    toolsets: [...coreToolsets, 'yuanbao'],
  },
  platform('webhook', 'Webhook', {
    toolsets: ['web', 'vision', 'clarify'],
    fixed: [],
    variable: 'WEBHOOK_ENABLED',
    exposure: 'What it is sent may come from strangers.',
  }),
  platform('api_server', 'API server', {
    toolsets: without('tts', 'clarify', 'computer_use'),
    fixed: [],
    variable: 'API_SERVER_ENABLED',
    exposure: 'Whoever has its key talks to the agent.',
  }),
  platform('cron', 'Cron', { exposure: 'Nobody watches while a job runs.' }),
];

export const platformsByName: ReadonlyMap<string, KnownPlatform> = new Map(
  knownPlatforms.map((one) => [one.name, one]),
);
