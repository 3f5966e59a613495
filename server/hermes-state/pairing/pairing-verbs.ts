import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { FileUnusable } from '../files/file.errors.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import type { Approve, Pairing, Revoke } from './pairing.contract.ts';
import { CodeOfAnother, CodeUnknown, PairingLocked } from './pairing.errors.ts';
import { PairingReader } from './pairing-reader.ts';

const timeoutMs = 60_000;

/**
 * The verbs of `hermes pairing`, as jobs. They exit with 0 whatever happened, so the files are read afterwards. Those that
 * change who is let in also write the allow list in `.env`, whose text goes to its history first. Throws as `Jobs.start`
 * does.
 */
@Injectable()
export class PairingVerbs {
  constructor(
    private readonly reader: PairingReader,
    private readonly jobs: Jobs,
    private readonly editor: HermesFileEditor,
  ) {}

  /**
   * Lets the user in whose request is named, if the code is that of the request: a wrong one never reaches Hermes, which
   * locks a platform after five. Throws `NotFound`, {@link PairingLocked}, {@link CodeUnknown}, {@link CodeOfAnother} or
   * {@link FileUnusable}.
   */
  async approve(profile: string, { platform, id, code }: Approve): Promise<Job> {
    const { pending } = await this.reader.read(profile);
    const request = pending.find((each) => each.platform === platform && each.id === id);
    if (request === undefined) throw new NotFound('The request');
    if (request.lockedReason !== null) throw new PairingLocked(request.lockedReason);
    const owner = await this.reader.requestOf(profile, platform, code);
    if (owner === undefined) throw new CodeUnknown();
    if (owner !== id) {
      const other = pending.find((each) => each.platform === platform && each.id === owner);
      throw new CodeOfAnother(other === undefined ? 'another user' : nameOf(other));
    }
    await this.editor.keep({ profile, path: '.env' });
    return this.jobs.start({
      name: `Approve ${nameOf(request)} on ${platform}`,
      profile,
      group: 'pairing',
      args: ['pairing', 'approve', platform, code],
      secrets: [code],
      timeoutMs,
      verify: async () => isApproved(await this.reader.read(profile), platform, request.userId, id),
    });
  }

  /** Also where `.env` cannot be kept: nobody stays let in because of a file. Throws `NotFound`. */
  async revoke(profile: string, { platform, userId }: Revoke): Promise<Job> {
    const { approved } = await this.reader.read(profile);
    const user = approved.find((each) => each.platform === platform && each.userId === userId);
    if (user === undefined) throw new NotFound('The user');
    await this.editor.keep({ profile, path: '.env' }).catch((error: unknown) => {
      if (!(error instanceof FileUnusable)) throw error;
    });
    return this.jobs.start({
      name: `Revoke the access of ${nameOf(user)} on ${platform}`,
      profile,
      group: 'pairing',
      args: ['pairing', 'revoke', platform, userId],
      timeoutMs,
      verify: async () => {
        const allowedBy = await this.reader.allowedBy(profile, platform, userId);
        return isRevoked(await this.reader.read(profile), platform, userId, allowedBy);
      },
    });
  }

  /** Of all platforms. Throws {@link PairingLocked} when there is nothing to clear. */
  async clearPending(profile: string): Promise<Job> {
    const { pending } = await this.reader.read(profile);
    if (pending.length === 0) throw new PairingLocked('There is no request to clear.');
    return this.jobs.start({
      name: 'Clear all requests',
      profile,
      group: 'pairing',
      args: ['pairing', 'clear-pending'],
      timeoutMs,
      verify: async () => {
        const before = new Set(pending.map(({ platform, id }) => `${platform} ${id}`));
        const after = await this.reader.read(profile);
        // Somebody may have written to the bot meanwhile.
        const left = after.pending.filter(({ platform, id }) => before.has(`${platform} ${id}`));
        return {
          isAsWanted: left.length === 0,
          text:
            left.length === 0
              ? 'None of the requests is left.'
              : `${left.length} of ${before.size} requests are still there.`,
        };
      },
    });
  }
}

function isApproved(after: Pairing, platform: string, userId: string, id: string): Verdict {
  const user = after.approved.find((each) => each.platform === platform && each.userId === userId);
  const isOpen = after.pending.some((each) => each.platform === platform && each.id === id);
  if (user === undefined) return { isAsWanted: false, text: 'The user is not approved.' };
  if (isOpen) return { isAsWanted: false, text: 'The user is approved, but the request is open.' };
  const listed = user.allowedBy === null ? '' : `, and ${user.allowedBy} names the user too`;
  return { isAsWanted: true, text: `The user is approved${listed}.` };
}

function isRevoked(
  after: Pairing,
  platform: string,
  userId: string,
  allowedBy: string | null,
): Verdict {
  const isApprovedStill = after.approved.some(
    (each) => each.platform === platform && each.userId === userId,
  );
  if (isApprovedStill) return { isAsWanted: false, text: 'The user is still approved.' };
  if (allowedBy !== null)
    return {
      isAsWanted: false,
      text: `The user is not approved any more, but ${allowedBy} in .env still lets the user in.`,
    };
  const open = after.allowLists.find(
    (list) => list.isEverybody && (list.platform === null || list.platform === platform),
  );
  if (open !== undefined)
    return {
      isAsWanted: true,
      text: `The user is not approved any more. ${open.variable} still lets everybody in.`,
    };
  return { isAsWanted: true, text: 'The user is not approved any more.' };
}

const nameOf = ({ userName, userId }: { readonly userName: string; readonly userId: string }) =>
  userName === '' ? userId : `${userName} (${userId})`;
