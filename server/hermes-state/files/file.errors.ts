import { DomainError } from '../../http/domain-error.ts';
import { RetryLater } from '../../http/refusals.ts';
import type { Unreadable } from '../state-file.ts';

/** The file is not as it was when the editor began. `details` tells what lies there now. */
export class FileChanged extends DomainError {
  readonly code = 'file_changed';
  readonly status = 412;
  override readonly details: { readonly version: string };

  constructor(path: string, version: string) {
    super(`${path} has been changed meanwhile. Look at what is there now, and decide again.`);
    this.details = { version };
  }
}

export class VersionMissing extends DomainError {
  readonly code = 'version_missing';
  readonly status = 428;

  constructor() {
    super('Say with the header If-Match which version of the file the change was made from.');
  }
}

/** The file cannot be edited as it is. */
export class FileUnusable extends DomainError {
  readonly code = 'file_unusable';
  readonly status = 409;
  override readonly details: { readonly reason: Unreadable | 'owner' | 'broken' };

  constructor(path: string, reason: Unreadable | 'owner' | 'broken') {
    super(`${path} ${advice[reason]}`);
    this.details = { reason };
  }
}

const advice: Readonly<Record<Unreadable | 'owner' | 'broken', string>> = {
  too_large: 'is larger than this console edits. Edit it on the server.',
  not_regular: 'is a link, a folder or has a second name. Edit what it leads to, on the server.',
  outside_root: 'lies outside the folder it should be in, and is not touched.',
  permission: 'may not be read or written by this process. Change its owner or mode.',
  not_utf8: 'is not UTF-8 text. Repair it on the server.',
  not_json: 'is not valid JSON. Repair it on the server; nothing was changed.',
  not_yaml: 'is not valid YAML. Repair it in the raw editor first; nothing was changed.',
  unexpected_shape: 'does not hold what it should. Repair it first; nothing was changed.',
  not_database: 'is not what it should be. Repair it on the server.',
  empty_database: 'is empty.',
  damaged: 'is damaged. Repair it on the server.',
  busy: 'is in use. Try again.',
  too_old: 'was written by an older version of Hermes.',
  time_limit: 'took too long to read.',
  io_error: 'could not be read or written. The process log says more.',
  owner:
    'belongs to another user, and would not belong to him any more. Run as that user or as root.',
  broken: 'would not be valid after this change. Nothing was written.',
};

/** What somebody wants to write does not parse. */
export class TextInvalid extends DomainError {
  readonly code = 'text_invalid';
  readonly status = 422;
  override readonly details: {
    readonly problems: readonly { readonly line: number | null; readonly message: string }[];
  };

  constructor(problems: readonly { readonly line: number | null; readonly message: string }[]) {
    super('The text is not valid. Nothing was written.');
    this.details = { problems };
  }
}

export class FileBusy extends RetryLater {
  readonly code = 'file_busy';
  readonly status = 503;

  constructor() {
    super('Hermes holds the lock of this file for long. Nothing was changed; try again.', 5);
  }
}
