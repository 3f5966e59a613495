import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { SecurityCheck } from '../../../../../server/hermes-state/security/security-check.contract';
import { pages } from '../../shell/pages';
import { Badge } from '../../ui/badge';
import { formatCount } from '../../ui/format';
import { ProfileScope } from '../profile-scope';
import { stateLooks } from './security-view';

/** One check: its state, why, what was read, and what to do about it. */
@Component({
  selector: 'app-check-row',
  imports: [Badge, MatButton, RouterLink],
  templateUrl: './check-row.html',
  styleUrl: './check-row.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CheckRow {
  private readonly scope = inject(ProfileScope);
  readonly check = input.required<SecurityCheck>();
  readonly canMend = input(false);
  readonly mended = output();

  protected readonly look = computed(() => stateLooks[this.check().state]);
  /** Where it can be done; a page this console does not have is not linked to. */
  protected readonly link = computed(() => {
    const { fix } = this.check();
    const page = pages
      .flatMap(({ path, title, isScoped = false, children = [] }) => [
        { path: `/${path}`, title, isScoped },
        ...children.map((child) => ({
          path: `/${path}/${child.path ?? ''}`,
          title: typeof child.title === 'string' ? child.title : title,
          isScoped,
        })),
      ])
      .find(({ path }) => path === fix?.page);
    if (fix === null || page === undefined) return undefined;
    const params = page.isScoped ? { ...this.scope.params(), ...fix.query } : fix.query;
    return { ...page, params };
  });
  protected readonly evidenceWords = computed(() => {
    const { evidence, evidenceLeftOut } = this.check();
    return `What was read (${formatCount(evidence.length + evidenceLeftOut, 'item')})`;
  });
}
