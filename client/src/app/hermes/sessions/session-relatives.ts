import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type {
  SessionDetail,
  SessionNode,
} from '../../../../../server/hermes-state/sessions/sessions.contract';
import { formatCount } from '../../ui/format';
import { TimeStamp } from '../../ui/time-stamp';
import { linkWords } from './session-wording';

interface Branch {
  readonly node: SessionNode;
  readonly depth: number;
}

/** Where a session came from and what came from it, as a tree. */
@Component({
  selector: 'app-session-relatives',
  imports: [RouterLink, TimeStamp],
  template: `<ul aria-label="Relatives of the session">
      @for (branch of tree(); track branch.node.id) {
        <li [style.--depth]="branch.depth" [class.here]="branch.node.id === detail().session.id">
          @if (branch.node.id === detail().session.id) {
            <strong aria-current="true">{{ branch.node.title ?? branch.node.id }}</strong>
          } @else {
            <a
              [routerLink]="['/sessions', branch.node.id]"
              [queryParams]="{ at: null }"
              queryParamsHandling="merge"
              >{{ branch.node.title ?? branch.node.id }}</a
            >
          }
          <span class="soft caption">
            @if (branch.node.link; as link) {
              {{ linkWords[link] }} ·
            }
            {{ branch.node.source }} · {{ messages(branch.node) }}
            @if (branch.node.startedAt; as at) {
              · <app-time as="short" [at]="at" />
            }
            @if (branch.node.isArchived) {
              · archived
            }
          </span>
        </li>
      }
    </ul>
    @if (detail().isFamilyCut) {
      <p class="soft caption">There are more relatives than these.</p>
    }
    @if (tree().length === 1) {
      <p class="soft">It stands alone: nothing was summarised, branched off or delegated.</p>
    }`,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-4);
      font-size: var(--text-table);
    }
    li {
      display: grid;
      gap: 2px;
      margin-left: calc(min(var(--depth), 8) * var(--space-4));
      padding: var(--space-2) var(--space-3);
      border-left: 3px solid var(--color-line-strong);
    }
    .here {
      border-left-color: var(--color-accent);
      background: var(--color-accent-wash);
    }
    a {
      min-height: 1.5rem;
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SessionRelatives {
  readonly detail = input.required<SessionDetail>();
  protected readonly linkWords = linkWords;

  protected readonly tree = computed<readonly Branch[]>(() => {
    const { family } = this.detail();
    const known = new Set(family.map(({ id }) => id));
    const below = (parentId: string | null, depth: number, seen: ReadonlySet<string>): Branch[] =>
      family
        .filter(({ id, parentId: parent }) => {
          const isBelow =
            parentId === null ? parent === null || !known.has(parent) : parent === parentId;
          return isBelow && !seen.has(id);
        })
        .flatMap((node) => [
          { node, depth },
          ...below(node.id, depth + 1, new Set([...seen, node.id])),
        ]);
    const tree = below(null, 0, new Set());
    // Sessions that stand in a circle have no first one.
    return tree.length > 0 ? tree : family.map((node) => ({ node, depth: 0 }));
  });

  protected messages({ messageCount }: SessionNode): string {
    return formatCount(messageCount, 'message');
  }
}
