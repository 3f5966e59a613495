import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';

/** The name of the page and its main actions. Focus moves to the name on navigation, so that it is read out. */
@Component({
  selector: 'app-page-header',
  template: `<div>
      <h1 #heading tabindex="-1">{{ title() }}</h1>
      @if (summary()) {
        <p class="soft">{{ summary() }}</p>
      }
    </div>
    <div class="button-row"><ng-content /></div>`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: end;
      justify-content: space-between;
      gap: var(--space-3);
    }
    p {
      margin-top: 2px;
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PageHeader {
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  readonly title = input.required<string>();
  readonly summary = input<string>();

  constructor() {
    // The first page of a visit keeps the browser's own starting point, before the skip link.
    const router = inject(Router);
    const navigation = router.currentNavigation() ?? router.lastSuccessfulNavigation();
    if (!navigation?.previousNavigation) return;
    afterNextRender(() => this.heading().nativeElement.focus({ preventScroll: true }));
  }
}
