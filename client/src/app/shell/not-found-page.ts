import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../ui/empty-state';
import { PageHeader } from '../ui/page-header';

@Component({
  selector: 'app-not-found-page',
  imports: [EmptyState, PageHeader, RouterLink],
  template: `<app-page-header title="Page not found" />
    <app-empty title="There is nothing at this address">
      <p>The link may be old or mistyped.</p>
      <a routerLink="/overview">Go to the overview</a>
    </app-empty>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotFoundPage {}
