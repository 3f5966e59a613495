import { InvalidRequest } from '../../http/refusals.ts';
import { DomainError } from '../../http/domain-error.ts';

/** Another bundle is called in the same way; Hermes would take the first one and never this. */
export class SlugTaken extends DomainError {
  readonly code = 'slug_taken';
  readonly status = 409;

  constructor(slug: string, fileName: string) {
    super(`/${slug} already calls the bundle in ${fileName}. Choose another name.`);
  }
}

/** Hermes would skip the bundle without a word. */
export const unspeakableName = (): InvalidRequest =>
  new InvalidRequest([
    { path: 'name', message: 'It needs a Latin letter or a digit, by which it can be called.' },
  ]);
