import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../ui/empty-state';
import { PageHeader } from '../ui/page-header';

/** In place of a page that is not open to the role of the one who asks for it. */
@Component({
  selector: 'app-administrators-only-page',
  imports: [EmptyState, PageHeader, RouterLink],
  template: `<app-page-header [title]="page() ?? 'This page'" />
    <app-empty title="For administrators only">
      <p>You are signed in as a viewer. An administrator can give you the other role.</p>
      <a routerLink="/overview">Go to the overview</a>
    </app-empty>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdministratorsOnlyPage {
  /** Title of the page that was asked for. */
  readonly page = input<string>();
}
