import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type {
  SessionDetail,
  Transcript,
} from '../../../../../server/hermes-state/sessions/sessions.contract';
import { ConversationView } from '../../audit/conversation-view';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { keysetPages } from '../../ui/keyset-pages';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { StateFileNote } from './state-file-note';
import { stretchesOf } from './transcript-stretches';

/** What was said, read a page at a time; what was summarised or taken back is shown when it is asked for. */
@Component({
  selector: 'app-session-transcript',
  imports: [
    Banner,
    ConversationView,
    EmptyState,
    MatButton,
    ProblemNote,
    RouterLink,
    Skeleton,
    StateFileNote,
  ],
  templateUrl: './session-transcript.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
      padding: var(--space-4);
    }
    .state {
      display: grid;
      gap: var(--space-2);
      padding: var(--space-2);
      border: 1px dashed var(--color-line-strong);
      border-radius: var(--radius);
    }
    label {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
    }
    input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
    .more {
      justify-self: center;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SessionTranscript {
  private readonly scope = inject(ProfileScope);
  readonly detail = input.required<SessionDetail>();
  /** The message that was looked for: the transcript begins a little before it. */
  readonly around = input<number>();

  private readonly id = computed(() => this.detail().session.id);
  protected readonly showsHidden = linkedSignal({ source: this.id, computation: () => false });
  protected readonly fromStart = linkedSignal({
    source: computed(() => `${this.id()} ${this.around()}`),
    computation: () => false,
  });
  private readonly params = computed(() => {
    const around = this.fromStart() ? undefined : this.around();
    return {
      ...(this.showsHidden() && { hidden: 'true' }),
      ...(around !== undefined && { around: String(around) }),
    };
  });
  private readonly path = computed(() => `sessions/${encodeURIComponent(this.id())}/messages`);
  protected readonly first = hermesResource<Transcript>(
    () => ({ path: this.path(), params: this.params() }),
    ['sessions'],
  );
  protected readonly pages = keysetPages<Transcript>({
    request: computed(() => ({
      url: `/api/admin/hermes/${this.path()}`,
      params: { profile: this.scope.profile(), ...this.params() },
    })),
    firstPage: this.first,
    idOf: ({ id }) => id,
    isReadWhole: true,
  });

  protected readonly stretches = computed(() => {
    const items = this.pages.items();
    return items && stretchesOf(items, this.around());
  });
  protected readonly hiddenText = computed(() => {
    const count = this.first.value()?.hiddenCount ?? 0;
    return count === 0 ? '' : `Show ${formatCount(count, 'message')} that went out of the history`;
  });
  /** The session this one continues, and the one that continues it. */
  protected readonly before = computed(() => {
    const { session, family } = this.detail();
    return session.link === 'compression'
      ? family.find(({ id }) => id === session.parentId)
      : undefined;
  });
  protected readonly after = computed(() =>
    this.detail().family.find(
      ({ parentId, link }) => parentId === this.id() && link === 'compression',
    ),
  );
}
