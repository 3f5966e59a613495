import { FileUnusable } from '../files/file.errors.ts';
import { JsonText } from '../files/json-text.ts';
import { isRecord } from '../files/plain-values.ts';

export const allowlistFile = 'shell-hooks-allowlist.json';

/** One entry of the allowlist. What is no pair of event and command is passed over, as Hermes does. */
export interface HookApproval {
  readonly event: string;
  readonly command: string;
  readonly approvedAt: string | null;
  readonly scriptMtime: string | null;
}

/** What Hermes finds in the allowlist: nothing in one that is not laid out as it should be. */
export function approvalsIn(value: unknown): HookApproval[] {
  const list: unknown = isRecord(value) ? value.approvals : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const { event, command, approved_at: approvedAt, script_mtime_at_approval: mtime } = entry;
    if (typeof event !== 'string' || typeof command !== 'string') return [];
    return [{ event, command, approvedAt: textOr(approvedAt), scriptMtime: textOr(mtime) }];
  });
}

/** Whether Hermes takes the allowlist for an empty one although something stands there, and would write over it. */
export function isWrittenOver(value: unknown): boolean {
  return !isRecord(value) || (value.approvals !== undefined && !Array.isArray(value.approvals));
}

/** The text with one approval in the place of any for the same event and command, as Hermes writes it. */
export function withApproval(text: string | undefined, approval: HookApproval): string {
  const json = new JsonText(text);
  const value = json.value();
  if (isWrittenOver(value)) throw new FileUnusable(allowlistFile, 'unexpected_shape');
  const list = (value as { approvals?: unknown[] }).approvals ?? [];
  for (let index = list.length - 1; index >= 0; index--) {
    const entry = list[index];
    if (!isRecord(entry)) continue;
    if (entry.event === approval.event && entry.command === approval.command)
      json.remove(['approvals', index]);
  }
  const left = json.at(['approvals']) as unknown[] | undefined;
  // Its names in the order that Hermes sorts them into.
  json.insert(['approvals'], left?.length ?? 0, {
    approved_at: approval.approvedAt,
    command: approval.command,
    event: approval.event,
    script_mtime_at_approval: approval.scriptMtime,
  });
  return json.toString();
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
