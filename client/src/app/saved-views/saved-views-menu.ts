import { HttpClient } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  Injector,
  input,
  output,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type {
  ChangeSavedView,
  SavedView,
  SavedViewList,
} from '../../../../server/saved-views/saved-views.contract';
import { Session } from '../session/session';
import { Badge } from '../ui/badge';
import { publicAddress } from '../ui/base-path';
import { CopyText } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { keptResource } from '../ui/kept-resource';
import { LoadFailure } from '../ui/load-failure';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';
import type { NamingOfView } from './saved-view-dialog';
import { isSameQuery } from './same-query';

const path = '/api/admin/saved-views';

/**
 * The filters of a page, kept under names: one's own and those shared with everybody. The page says what its filters
 * are now, and which view they came from; it does the filtering itself when one is `opened`.
 */
@Component({
  selector: 'app-saved-views-menu',
  imports: [Badge, Icon, MatButton, MatMenuModule],
  templateUrl: './saved-views-menu.html',
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    .name {
      display: inline-block;
      max-width: 12rem;
      overflow: hidden;
      text-overflow: ellipsis;
      vertical-align: bottom;
      white-space: nowrap;
    }
    .heading {
      padding: var(--space-2) var(--space-4) var(--space-1);
    }
    .tick {
      display: inline-flex;
      width: 1.5rem;
      vertical-align: -3px;
    }
    .first {
      border-top: var(--hairline);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SavedViewsMenu {
  private readonly http = inject(HttpClient);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly loadFailure = inject(LoadFailure);
  private readonly toasts = inject(Toasts);
  private readonly copyText = inject(CopyText);
  protected readonly session = inject(Session);

  /** Name of the page, under which its views are kept. */
  readonly page = input.required<string>();
  /** The filters as they are now, as the query of an address, without the view. */
  readonly query = input.required<string>();
  /** The view that was opened last, as the address says. */
  readonly viewId = input<string>();
  readonly opened = output<SavedView>();
  /** The view is gone: the address should not speak of it any more. */
  readonly left = output();

  protected readonly resource = keptResource<SavedViewList>(() => ({
    url: path,
    params: { page: this.page() },
  }));
  private readonly views = computed(() => this.resource.value()?.items ?? []);
  protected readonly groups = computed(() => [
    { name: 'My views', views: this.views().filter((view) => view.isMine) },
    { name: 'Shared with everybody', views: this.views().filter((view) => !view.isMine) },
  ]);
  protected readonly current = computed(() => this.views().find(({ id }) => id === this.viewId()));
  protected readonly isChanged = computed(() => {
    const view = this.current();
    return view !== undefined && !isSameQuery(view.query, this.query());
  });
  /** A shared view is everybody's: only administrators change it. */
  protected readonly isMineToChange = computed(() => {
    const view = this.current();
    if (view === undefined) return false;
    return view.shared ? this.session.canChange() : view.isMine;
  });

  constructor() {
    // An address with nothing but a view means what the view holds now.
    effect(() => {
      const view = this.current();
      if (view === undefined || untracked(this.query) !== '' || view.query === '') return;
      if (untracked(() => this.openedId) !== view.id) this.open(view);
    });
  }
  private openedId: string | undefined;

  protected open(view: SavedView): void {
    this.openedId = view.id;
    this.opened.emit(view);
  }

  protected async saveAsNew(): Promise<void> {
    const view = await this.name({ title: 'Save view', name: '', shared: false }, (naming) =>
      this.http.post<SavedView>(path, { ...naming, page: this.page(), query: this.query() }),
    );
    if (view === undefined) return;
    this.toasts.succeeded(`Saved the view ${view.name}.`);
    this.open(view);
  }

  protected async rename(view: SavedView): Promise<void> {
    const { name, shared } = view;
    const renamed = await this.name({ title: 'Change view', name, shared }, (naming) =>
      this.http.patch<SavedView>(`${path}/${view.id}`, naming),
    );
    if (renamed) this.toasts.succeeded(`Changed the view ${renamed.name}.`);
  }

  protected async keepFilters(view: SavedView): Promise<void> {
    const change: ChangeSavedView = { query: this.query() };
    await this.attempt(`The view ${view.name} was not changed.`, async () => {
      await firstValueFrom(this.http.patch<SavedView>(`${path}/${view.id}`, change));
      const { query } = view;
      this.toasts.undoable(`The view ${view.name} has these filters now.`, () => {
        void this.attempt('The filters were not brought back.', async () => {
          await firstValueFrom(this.http.patch(`${path}/${view.id}`, { query }));
        });
      });
    });
  }

  protected async remove(view: SavedView): Promise<void> {
    const { name, page, query, shared } = view;
    await this.attempt(`The view ${name} was not deleted.`, async () => {
      await firstValueFrom(this.http.delete(`${path}/${view.id}`));
      this.left.emit();
      // Somebody else's would come back as one's own.
      if (!view.isMine) return this.toasts.succeeded(`Deleted the view ${name}.`);
      this.toasts.undoable(`Deleted the view ${name}.`, () => {
        void this.attempt(`The view ${name} was not brought back.`, async () => {
          await firstValueFrom(this.http.post(path, { name, page, query, shared }));
        });
      });
    });
  }

  /** The link opens what the view holds then, not what it holds now. */
  protected async copyLink(view: SavedView): Promise<void> {
    const address = publicAddress(`${this.router.url.replace(/[?#].*$/, '')}?view=${view.id}`);
    if (await this.copyText.copy(address)) this.toasts.succeeded('Copied the link to the view.');
    else this.toasts.failed('The link was not copied.', { message: address });
  }

  private async name(
    given: Omit<NamingOfView, 'save' | 'mayShare'>,
    save: NamingOfView['save'],
  ): Promise<SavedView | undefined> {
    const naming: NamingOfView = { ...given, save, mayShare: this.session.canChange() };
    const part = await this.loadFailure.of('The form', () => import('./saved-view-dialog'));
    const view = await part?.openSavedViewDialog(this.injector, naming);
    if (view) this.resource.reload();
    return view;
  }

  private async attempt(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.toasts.failed(failure, problemOf(error));
    }
    this.resource.reload();
  }
}
