import { Injectable } from '@nestjs/common';
import { redact } from '../../redaction.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { HermesHome, parseJsonObject } from '../hermes-home.ts';
import { maskSecret } from '../masked-secret.ts';
import type { RemovedAccount, RemovedAccounts } from './account-changes.contract.ts';
import { fileOf } from './account-edits.ts';
import { authFile, poolIn, providerVersion, type AuthStore } from './auth-store.ts';
import { fingerprintOf } from './hermes-pools.ts';
import { isRecord, recordOf, textOf } from './identity.ts';
import { isThere } from './restore-entry.ts';

/** Earlier texts that are looked into, newest first. */
const mostVersions = 15;
const mostRemoved = 50;

/** What the file held before a change of this console, and holds no more. */
@Injectable()
export class RemovedAccountsReader {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
  ) {}

  async read(profile: string): Promise<RemovedAccounts> {
    await this.home.requireProfile(profile);
    const file = await this.home.readJson('hermes', this.home.pathIn(profile, authFile));
    // Nothing can be put into a file that cannot be read.
    if (file.status === 'unreadable') return { items: [] };
    const now: AuthStore = file.status === 'present' ? file.value : {};
    const versions = await this.editor.history(fileOf(profile));
    const found = new Map<string, RemovedAccount>();
    for (const { id, replacedAt, replacedBy } of versions.slice(0, mostVersions)) {
      const past = parseJsonObject(await this.editor.pastText(fileOf(profile), id));
      if (past.status !== 'present') continue;
      for (const provider of Object.keys(recordOf(past.value.credential_pool)))
        poolIn(past.value, provider).forEach((entry, position) => {
          if (!isRecord(entry) || isThere(now, provider, entry)) return;
          const key = `${provider} ${textOf(entry.id) ?? fingerprintOf(entry)}`;
          if (found.has(key) || found.size >= mostRemoved) return;
          found.set(key, {
            historyId: id,
            provider,
            position,
            label: textOf(entry.label) === null ? null : redact(textOf(entry.label)!),
            kind: kindOf(entry.auth_type),
            source: textOf(entry.source) ?? 'manual',
            secret: secretOf(entry),
            removedAt: replacedAt,
            removedBy: replacedBy,
            version: providerVersion(now, provider),
          });
        });
    }
    return { items: [...found.values()] };
  }
}

function kindOf(type: unknown): RemovedAccount['kind'] {
  return type === 'oauth' || type === 'api_key' ? type : 'unknown';
}

function secretOf(entry: Record<string, unknown>): RemovedAccount['secret'] {
  const fingerprint = fingerprintOf(entry);
  return maskSecret(entry.access_token) ?? (fingerprint ? { masked: '••••', fingerprint } : null);
}
