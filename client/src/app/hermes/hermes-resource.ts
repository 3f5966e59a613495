import { inject } from '@angular/core';
import type { HermesKind } from '../../../../server/hermes-state/hermes.contract';
import type { LiveEvents } from '../../../../server/live/live.contract';
import { liveOrPoll } from '../live/live-or-poll';
import type { KeptResource } from '../ui/kept-resource';
import { ProfileScope } from './profile-scope';

const pollMs = 30_000;

/**
 * Something below `/api/admin/hermes` for the profile in scope, read again when files of the given kinds change on disk.
 * Must be called where injection is possible.
 */
export function hermesResource<T>(
  request: () => { readonly path: string; readonly params?: Record<string, string> } | undefined,
  kinds: readonly HermesKind[],
  options: {
    /** Also while connected: for what changes without a file being written, such as its mode. */
    readonly isAlwaysPolled?: boolean;
  } = {},
): KeptResource<T> {
  const scope = inject(ProfileScope);
  return liveOrPoll<T>(
    () => {
      const wanted = request();
      if (wanted === undefined) return undefined;
      const params = { profile: scope.profile(), ...wanted.params };
      return { url: `/api/admin/hermes/${wanted.path}`, params };
    },
    ['hermes'],
    pollMs,
    {
      ...options,
      concerns: (event) => {
        const change = event as LiveEvents['hermes'];
        return (
          change.profile === scope.profile() && change.kinds.some((kind) => kinds.includes(kind))
        );
      },
    },
  );
}
