import type {
  ApiUserView,
  ChangeApiUser,
  CreateApiUser,
} from '../../../../server/api-users/api-users.contract';
import { fromLocalInput, toLocalInput } from '../ui/local-input';

/** What stands in the form, as typed. */
export interface ApiUserDraft {
  readonly displayName: string;
  readonly gateways: readonly ('pre' | 'post')[];
  readonly requestsPerMinute: string;
  readonly monthlyTokenCap: string;
  /** As a `datetime-local` control has it: the displayed zone, no offset; empty for never. */
  readonly expiresAt: string;
  /** One a line; empty for all. */
  readonly allowedModels: string;
  readonly note: string;
}

export type DraftField = keyof ApiUserDraft;

export const fieldNames: Record<DraftField, string> = {
  displayName: 'Name',
  gateways: 'Gateways',
  requestsPerMinute: 'Requests per minute',
  monthlyTokenCap: 'Monthly token cap',
  expiresAt: 'Expires',
  allowedModels: 'Allowed models',
  note: 'Note',
};

export const draftFields = Object.keys(fieldNames) as DraftField[];

export const newDraft: ApiUserDraft = {
  displayName: '',
  gateways: ['pre'],
  requestsPerMinute: '60',
  monthlyTokenCap: '1000000',
  expiresAt: '',
  allowedModels: '',
  note: '',
};

export function draftOf(user: ApiUserView): ApiUserDraft {
  return {
    displayName: user.displayName,
    gateways: user.gateways,
    requestsPerMinute: String(user.requestsPerMinute),
    monthlyTokenCap: String(user.monthlyTokenCap),
    expiresAt: user.expiresAt === null ? '' : toLocalInput(user.expiresAt),
    allowedModels: (user.allowedModels ?? []).join('\n'),
    note: user.note ?? '',
  };
}

/** Messages by field; the server checks again. */
export function mistakesIn(draft: ApiUserDraft): Map<DraftField, string> {
  const mistakes = new Map<DraftField, string>();
  const nameLength = draft.displayName.trim().length;
  if (nameLength === 0) mistakes.set('displayName', 'Give the user a name.');
  if (nameLength > 80) mistakes.set('displayName', 'Use at most 80 characters.');
  if (draft.gateways.length === 0) mistakes.set('gateways', 'Choose at least one gateway.');
  if (!isWhole(draft.requestsPerMinute, 1, 1_000_000))
    mistakes.set('requestsPerMinute', 'Use a whole number from 1 to 1,000,000.');
  if (!isWhole(draft.monthlyTokenCap, 0, Number.MAX_SAFE_INTEGER))
    mistakes.set('monthlyTokenCap', 'Use a whole number, 0 or more.');
  if (draft.expiresAt !== '' && Number.isNaN(Date.parse(draft.expiresAt)))
    mistakes.set('expiresAt', 'Use a date and a time.');
  const models = linesOf(draft.allowedModels);
  if (models.length > 200) mistakes.set('allowedModels', 'List at most 200 models.');
  if (models.some((model) => model.length > 200))
    mistakes.set('allowedModels', 'A model name has at most 200 characters.');
  if (draft.note.trim().length > 2000) mistakes.set('note', 'Use at most 2,000 characters.');
  return mistakes;
}

/** The message for the server. The draft must be free of mistakes. */
export function userOf(draft: ApiUserDraft): CreateApiUser {
  const models = linesOf(draft.allowedModels);
  return {
    displayName: draft.displayName.trim(),
    gateways: [...draft.gateways],
    requestsPerMinute: Number(draft.requestsPerMinute),
    monthlyTokenCap: Number(draft.monthlyTokenCap),
    expiresAt: draft.expiresAt === '' ? null : fromLocalInput(draft.expiresAt),
    allowedModels: models.length === 0 ? null : models,
    note: draft.note.trim() || null,
  };
}

/** Fields that say something else in `a` than in `b`. */
export function differences(a: ApiUserDraft, b: ApiUserDraft): DraftField[] {
  return draftFields.filter((field) => shown(a, field) !== shown(b, field));
}

/** Only what differs from the user the form started with, so that other people's changes stay. */
export function changeOf(start: ApiUserDraft, draft: ApiUserDraft): ChangeApiUser {
  const all = userOf(draft);
  return Object.fromEntries(differences(start, draft).map((field) => [field, all[field]]));
}

/** A field's value as a line of text. */
export function shown(draft: ApiUserDraft, field: DraftField): string {
  if (field === 'gateways') return [...draft.gateways].sort().reverse().join(', ');
  if (field === 'allowedModels') return linesOf(draft.allowedModels).join(', ');
  return draft[field].trim();
}

function linesOf(text: string): string[] {
  const lines = text.split(/[\n,]/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

function isWhole(text: string, from: number, to: number): boolean {
  const value = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(value) && value >= from && value <= to;
}
