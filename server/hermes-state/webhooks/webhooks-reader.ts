import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { isRecord } from '../accounts/identity.ts';
import { versionOf } from '../files/file-version.ts';
import { largestEdited } from '../files/hermes-file-editor.ts';
import { HermesHome, parseJsonObject } from '../hermes-home.ts';
import { maskSecret } from '../masked-secret.ts';
import { SkillsReader } from '../skills/skills-reader.ts';
import { inBatches } from '../skills/skill-walk.ts';
import { sourceOf, type StateFile } from '../state-file.ts';
import { timeOf } from '../status/file-values.ts';
import { GatewayReader } from '../status/gateway-reader.ts';
import type { HermesGateway } from '../status/status.contract.ts';
import {
  fieldsOf,
  isEnabled,
  secretsIn,
  webhookMask,
  type WebhookMask,
} from './subscription-fields.ts';
import {
  baseUrlOf,
  isLocalHost,
  pathOf,
  readPlatform,
  referred,
  type PlatformSettings,
} from './webhook-platform.ts';
import { webhookProblems, type Surroundings } from './webhook-problems.ts';
import type { Webhook, Webhooks } from './webhooks.contract.ts';

/** Below the profile's home. */
export const subscriptionsFile = 'webhook_subscriptions.json';
const mostWebhooks = 500;
const usualTargets = ['log', 'telegram', 'discord', 'slack', 'signal', 'whatsapp', 'email'];

type Entry = Readonly<Record<string, unknown>>;
interface Found {
  readonly name: string;
  readonly source: Webhook['source'];
  readonly entry: Entry;
}

/** What the server itself needs to sign for a webhook; it never leaves the server. */
export interface DeliveryTarget {
  readonly settings: PlatformSettings;
  readonly path: string;
  readonly secret: string | null;
  readonly isEnabled: boolean;
  readonly gateway: HermesGateway;
}

/** The webhooks of a profile, and the platform that takes what is posted to them. */
@Injectable()
export class WebhooksReader {
  constructor(
    private readonly home: HermesHome,
    private readonly gateways: GatewayReader,
    private readonly skills: SkillsReader,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Webhooks> {
    await this.home.requireProfile(profile);
    const { settings, file, entries, version, found } = await this.entries(profile);
    const shown = found.slice(0, mostWebhooks);
    const [{ gateway }, { skills }] = await Promise.all([
      this.gateways.read(settings.owner),
      this.skills.read(profile),
    ]);
    const skillNames = [...new Set(skills.map(({ name }) => name))].sort();
    const shared = settings.secret === null ? [] : [settings.secret];
    const mask = webhookMask([...shared, ...secretsIn(entries)]);
    const begun = shown.map((each) => ({
      ...each,
      secret: secretOf(each, settings),
      webhook: webhookOf(profile, each, settings, mask),
    }));
    const around: Surroundings = {
      settings,
      skills: skills.length === 0 ? null : new Set(skillNames),
      missingScripts: await this.missingScripts(profile, begun),
      namesBySecret: namesBySecret(begun.map(({ webhook }) => webhook)),
      connected: connectedTo(gateway),
    };
    const platformState = gateway.platforms.find(({ name }) => name === 'webhook')?.state ?? null;
    const { isShared, host, port, enabledBy, ratePerMinute, mostBodyBytes } = settings;
    return {
      profile,
      files: [sourceOf(this.home.pathIn(profile, subscriptionsFile), file), ...settings.files],
      version,
      platform: {
        isEnabled: settings.isEnabled,
        enabledBy,
        host,
        port,
        baseUrl: baseUrlOf(settings),
        isLocalOnly: isLocalHost(host),
        isShared,
        secret: maskSecret(settings.secret),
        ratePerMinute,
        mostBodyBytes,
        gateway: { verdict: gateway.verdict, summary: gateway.summary, platformState },
      },
      webhooks: begun.map(({ webhook, entry, secret }) => ({
        ...webhook,
        problems: webhookProblems(webhook, entry, secret, around),
      })),
      isCut: found.length > mostWebhooks,
      skillNames,
      deliverTargets: [
        ...new Set([...usualTargets, ...gateway.platforms.map(({ name }) => name)]),
      ].filter((name) => !['webhook', 'api_server'].includes(name)),
    };
  }

  /** Where and with which secret something is posted to a webhook. Throws `NotFound`. */
  async target(profile: string, name: string): Promise<DeliveryTarget> {
    await this.home.requireProfile(profile);
    const { settings, found } = await this.entries(profile);
    // Hermes takes the route of config.yaml when there are two.
    const all = found.filter((each) => each.name === name);
    const each = all.find(({ source }) => source === 'config') ?? all[0];
    if (each === undefined) throw new NotFound(`The webhook ${name}`);
    const { gateway } = await this.gateways.read(settings.owner);
    return {
      settings,
      path: pathOf(name, prefixOf(profile, each, settings)),
      secret: secretOf(each, settings),
      isEnabled: isEnabled(each.entry),
      gateway,
    };
  }

  private async entries(profile: string) {
    const path = this.home.pathIn(profile, subscriptionsFile);
    const [text, settings] = await Promise.all([
      this.home.readText('hermes', path, largestEdited),
      readPlatform(this.home, profile),
    ]);
    const file: StateFile<Entry> = text.status === 'present' ? parseJsonObject(text.value) : text;
    const entries = file.status === 'present' ? file.value : {};
    const version =
      file.status === 'unreadable'
        ? null
        : versionOf(text.status === 'present' ? text.value : undefined);
    const found: Found[] = [
      ...Object.entries(entries).map(
        ([name, entry]) =>
          ({ name, source: 'subscription', entry: isRecord(entry) ? entry : {} }) as const,
      ),
      ...[...settings.routes].map(([name, entry]) => ({ name, source: 'config', entry }) as const),
    ];
    return { settings, file, entries, version, found };
  }

  private async missingScripts(
    profile: string,
    webhooks: readonly { readonly webhook: Omit<Webhook, 'problems'> }[],
  ): Promise<Set<string>> {
    const scripts = webhooks.map(({ webhook }) => webhook.script).filter((each) => each !== null);
    const missing = await inBatches([...new Set(scripts)], async (script) => {
      const path = this.home.pathIn(profile, `scripts/${script}`);
      const facts = await this.home.facts('hermes', path);
      return facts.status === 'missing' ? [script] : [];
    });
    return new Set(missing.flat());
  }
}

function webhookOf(
  profile: string,
  found: Found,
  settings: PlatformSettings,
  mask: WebhookMask,
): Omit<Webhook, 'problems'> {
  const { name, source, entry } = found;
  const own = secretOf(found, settings);
  const secret = maskSecret(own);
  const { chatId, script, ...fields } = fieldsOf(entry, mask, own);
  return {
    name,
    source,
    url: baseUrlOf(settings) + pathOf(name, prefixOf(profile, found, settings)),
    ...fields,
    chatId: chatId === '' ? null : chatId,
    script: script === '' ? null : script,
    isEnabled: isEnabled(entry),
    createdAt: timeOf(entry.created_at),
    secret: secret && { ...secret, from: Object.hasOwn(entry, 'secret') ? 'own' : 'platform' },
  };
}

/** An empty secret of its own is not replaced by that of the platform. */
function secretOf({ source, entry }: Found, settings: PlatformSettings): string | null {
  if (!Object.hasOwn(entry, 'secret')) return settings.secret;
  const written = source === 'config' ? referred(entry.secret, settings.environment) : entry.secret;
  return typeof written === 'string' && written !== '' ? written : null;
}

/** A gateway that serves several profiles tells them by a prefix; a route may be bound to one. */
function prefixOf(profile: string, { entry }: Found, { isShared }: PlatformSettings) {
  const bound = entry.profile;
  if (typeof bound === 'string' && bound !== '' && bound !== 'default') return bound;
  return isShared ? profile : null;
}

function namesBySecret(webhooks: readonly Omit<Webhook, 'problems'>[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, secret } of webhooks)
    if (secret !== null)
      names.set(secret.fingerprint, [...(names.get(secret.fingerprint) ?? []), name]);
  return names;
}

function connectedTo({ verdict, platforms }: HermesGateway): Set<string> | null {
  if (verdict !== 'running') return null;
  return new Set(platforms.filter(({ state }) => state === 'connected').map(({ name }) => name));
}
