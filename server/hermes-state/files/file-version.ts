import { createHash } from 'node:crypto';
import { VersionMissing } from './file.errors.ts';

/** The version of a file that is not there. */
export const absentVersion = 'absent';

/** What tells one state of a file from another: the SHA-256 of its text in hex, or {@link absentVersion}. */
export function versionOf(text: string | undefined): string {
  return text === undefined ? absentVersion : createHash('sha256').update(text).digest('hex');
}

/** The version in the header `If-Match`, with or without quotes (RFC 9110, 13.1.1). Throws {@link VersionMissing}. */
export function versionIn(ifMatch: string | undefined): string {
  const version = ifMatch?.trim().replace(/^"(.*)"$/, '$1');
  if (version === undefined || version === '') throw new VersionMissing();
  return version;
}
