import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { redact } from '../../redaction.ts';
import { authFile, loginIn, poolIn } from '../accounts/auth-store.ts';
import type { CommandResult } from '../commands/command-run.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { parseEnv, removeFromEnv } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { HermesHome } from '../hermes-home.ts';
import { maskSecret } from '../masked-secret.ts';
import { sourceOf } from '../state-file.ts';
import { GatewayReader } from './gateway-reader.ts';
import type { EnrollGateway, GatewayRelay } from './gateway-setup.contract.ts';
import { GatewaySetupRefused } from './gateway-setup.errors.ts';
import { connectionOf, testHindranceOf } from './relay-facts.ts';

/** What enrolling writes. */
const relayKeys = [
  'GATEWAY_RELAY_ID',
  'GATEWAY_RELAY_SECRET',
  'GATEWAY_RELAY_DELIVERY_KEY',
  'GATEWAY_RELAY_URL',
  'GATEWAY_RELAY_WAKE_URL',
] as const;
const tokenKey = 'GATEWAY_RELAY_ENROLL_TOKEN';
const enrollMs = 60_000;

/** The tie between a gateway and a relay connector: made by `hermes gateway enroll`, undone in `.env`. */
@Injectable()
export class GatewayRelays {
  constructor(
    private readonly jobs: Jobs,
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
    private readonly gateways: GatewayReader,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<GatewayRelay> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, '.env');
    const [file, facts, store, managed, { gateway }] = await Promise.all([
      this.home.readText('hermes', path),
      this.home.facts('hermes', path),
      this.home.readJson('hermes', this.home.pathIn(profile, authFile)),
      this.home.facts('hermes', this.home.pathIn(profile, '.managed')),
      this.gateways.read(profile),
    ]);
    const text = file.status === 'present' ? file.value : undefined;
    const { values } = parseEnv(text ?? '');
    const keys = relayKeys.filter((key) => values.get(key));
    const changedAt = facts.status === 'present' ? Date.parse(facts.value.modifiedAt) : 0;
    const startedAt = gateway.startedAt === null ? null : Date.parse(gateway.startedAt);
    const login = store.status === 'present' ? store.value : {};
    const hasNous = loginIn(login, 'nous') !== undefined || poolIn(login, 'nous').length > 0;
    return {
      profile,
      source: sourceOf(path, file),
      version: versionOf(text),
      isEnrolled: keys.includes('GATEWAY_RELAY_SECRET'),
      id: shown(values.get('GATEWAY_RELAY_ID')),
      url: shown(values.get('GATEWAY_RELAY_URL')),
      wakeUrl: shown(values.get('GATEWAY_RELAY_WAKE_URL')),
      secret: maskSecret(values.get('GATEWAY_RELAY_SECRET')),
      deliveryKey: maskSecret(values.get('GATEWAY_RELAY_DELIVERY_KEY')),
      keys,
      identity: identityOf(Boolean(values.get('GATEWAY_RELAY_IDP_TOKEN_URL')), hasNous),
      defaultId: `gw-${hostname() || 'hermes'}`,
      hindrance: hindranceOf({
        isManaged: managed.status !== 'missing',
        isUnreadable: file.status === 'unreadable',
        hasToken: Boolean(values.get(tokenKey)),
      }),
      needsRestart: keys.length > 0 && startedAt !== null && changedAt > startedAt + 1000,
      connection: connectionOf(gateway),
      testHindrance: testHindranceOf(values),
    };
  }

  /**
   * Trades a token for the secrets of this gateway. The token goes by the environment of the command, because arguments
   * can be seen by everybody on the machine. What `.env` holds goes to its history first. Throws
   * {@link GatewaySetupRefused}, as `HermesFileEditor.keep` and as {@link Jobs.start} do.
   */
  async enroll(profile: string, wanted: EnrollGateway): Promise<Job> {
    const { token, connectorUrl, gatewayId, wakeUrl, isReplacement } = wanted;
    const before = await this.read(profile);
    if (before.hindrance !== null) throw new GatewaySetupRefused(before.hindrance);
    if (before.isEnrolled && !isReplacement)
      throw new GatewaySetupRefused(
        `The gateway is enrolled already, as ${before.id ?? 'an unnamed one'}. Say that this shall be replaced.`,
      );
    await this.editor.keep({ profile, path: '.env' });
    return this.jobs.start({
      name: 'Enroll the gateway with a relay',
      profile,
      group: 'gateway enroll',
      args: [
        'gateway',
        'enroll',
        '--connector-url',
        connectorUrl,
        ...(gatewayId === undefined ? [] : ['--gateway-id', gatewayId]),
        ...(wakeUrl === undefined ? [] : ['--wake-url', wakeUrl]),
      ],
      environment: { [tokenKey]: token },
      secrets: [token],
      timeoutMs: enrollMs,
      verify: (result) => this.isEnrolled(profile, wanted, before, result),
    });
  }

  /** Takes what enrolling wrote out of `.env`. The connector is not told. Throws as `HermesFileEditor.edit` does. */
  async unenroll(profile: string, ifMatch: string): Promise<GatewayRelay> {
    const { keys, secret, deliveryKey } = await this.read(profile);
    if (keys.length === 0) throw new GatewaySetupRefused('The gateway is not enrolled.');
    const prints: Partial<Record<string, string>> = {
      GATEWAY_RELAY_SECRET: secret?.fingerprint,
      GATEWAY_RELAY_DELIVERY_KEY: deliveryKey?.fingerprint,
    };
    await this.editor.edit(
      { profile, path: '.env', format: 'env' },
      {
        ifMatch,
        change: (text = '') => relayKeys.reduce((kept, key) => removeFromEnv(kept, key), text),
        changes: keys.map((field) => ({ field, before: prints[field] ?? 'set', secret: true })),
      },
    );
    return this.read(profile);
  }

  private async isEnrolled(
    profile: string,
    { connectorUrl, gatewayId }: EnrollGateway,
    before: GatewayRelay,
    result: CommandResult | undefined,
  ): Promise<Verdict> {
    const after = await this.read(profile);
    if (after.secret === null)
      return { isAsWanted: false, text: 'There is no secret of a relay in .env.' };
    if (after.secret.fingerprint === before.secret?.fingerprint)
      return { isAsWanted: false, text: '.env holds the same secret as before.' };
    const isSame = after.url === connectorUrl.replace(/\/+$/, '');
    if (!isSame || (gatewayId !== undefined && after.id !== gatewayId))
      return { isAsWanted: false, text: '.env holds another id or address than was asked for.' };
    const tenant = /for tenant (\S+)/.exec(result?.stdout ?? '')?.[1];
    return {
      isAsWanted: true,
      text: `.env holds ${after.id}${tenant ? ` of tenant ${tenant}` : ''}, its secret (${after.secret.fingerprint}) and ${after.deliveryKey ? `delivery key (${after.deliveryKey.fingerprint})` : 'no delivery key'}. Restart the gateway to apply it.`,
    };
  }
}

/** Addresses and ids are no secrets, unless somebody put one into them. */
function shown(value: string | undefined): string | null {
  if (value === undefined || value === '') return null;
  const isPlain = redact(value) === value && !/\/\/[^/]*@/.test(value) && value.length <= 500;
  return isPlain ? value : (maskSecret(value)?.masked ?? null);
}

function identityOf(hasOwnProvider: boolean, hasNous: boolean): GatewayRelay['identity'] {
  if (hasOwnProvider)
    return {
      kind: 'own_provider',
      detail: 'The identity provider that GATEWAY_RELAY_IDP_TOKEN_URL names in .env.',
    };
  return hasNous
    ? { kind: 'nous', detail: 'The login with Nous in auth.json.' }
    : {
        kind: 'none',
        detail:
          'Nobody is signed in to Nous, and .env names no identity provider: the connector will not know who asks. Run "hermes auth add nous" on the server first.',
      };
}

function hindranceOf(facts: {
  readonly isManaged: boolean;
  readonly isUnreadable: boolean;
  readonly hasToken: boolean;
}): string | null {
  if (facts.isManaged)
    return 'This home is managed by somebody else (.managed), who also provides the relay.';
  if (facts.isUnreadable) return '.env cannot be read, and so could not be checked afterwards.';
  // Hermes loads `.env` over its environment: that token would be used instead of the one that is given.
  return facts.hasToken
    ? `${tokenKey} stands in .env and would be used in place of any other token. Remove it there first.`
    : null;
}
