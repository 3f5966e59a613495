import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type {
  Bundle,
  Bundles,
  SkippedBundle,
} from '../../../../../server/hermes-state/bundles/bundles.contract';
import type { PastVersionList } from '../../../../../server/hermes-state/files/text-file.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { Confirm } from '../../ui/confirm';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { PeekPanel } from '../../ui/peek-panel';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { problemOf } from '../../ui/problem';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { Toasts } from '../../ui/toasts';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { BundleDialog } from './bundle-dialog';
import type { EditedBundle } from './bundle-draft';
import { BundleTextPart } from './bundle-text-part';

const url = '/api/admin/hermes/bundles';

/** Skills that are loaded together by one command. */
@Component({
  selector: 'app-bundles-page',
  imports: [
    Badge,
    Banner,
    BundleTextPart,
    EmptyState,
    FileProblem,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    PeekPanel,
    RouterLink,
    Tile,
    TimeStamp,
  ],
  templateUrl: './bundles-page.html',
  styleUrl: './bundles-page.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BundlesPage {
  protected readonly session = inject(Session);
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly scope = inject(ProfileScope);
  private readonly toasts = inject(Toasts);
  /** Of the address: the file whose text is shown. */
  readonly file = input<string>();

  protected readonly list = hermesResource<Bundles>(
    () => ({ path: 'bundles' }),
    ['bundles', 'skills', 'config'],
  );
  protected readonly found = computed(() => {
    const found = this.list.value();
    return found?.profile === this.scope.profile() ? found : undefined;
  });
  protected readonly opened = computed(() => {
    const fileName = this.file();
    return fileName === undefined ? [] : [{ fileName, key: `${this.scope.profile()} ${fileName}` }];
  });
  private readonly isNarrow = peekTakesWindow();
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.file() !== undefined && this.isNarrow());
  protected readonly counted = computed(() => {
    const found = this.found();
    return found === undefined ? '' : formatCount(found.bundles.length, 'bundle');
  });

  protected reasonOf({ reason, detail }: SkippedBundle): string {
    switch (reason) {
      case 'empty':
        return 'the file is empty';
      case 'not_mapping':
        return 'it does not hold names with values';
      case 'no_skills':
        return 'it has no list of skills';
      case 'empty_slug':
        return `its name, ${detail ?? ''}, has no Latin letter or digit by which it could be called`;
      case 'slug_taken':
        return `another one comes first: ${detail ?? ''}`;
      case 'unreadable':
        return `it cannot be read: ${detail?.replaceAll('_', ' ') ?? 'nobody knows why'}`;
    }
  }

  protected create(like?: Bundle): Promise<void> {
    return this.edit(like === undefined ? {} : { like });
  }

  protected async edit(change: Pick<EditedBundle, 'bundle' | 'like'>): Promise<void> {
    const { bundles = [], skillNames = [] } = this.found() ?? {};
    const taken = new Map(bundles.map(({ slug, fileName }) => [slug, fileName]));
    const opened = this.dialog.open<BundleDialog, EditedBundle, string>(BundleDialog, {
      data: { ...change, skillNames, taken },
      width: '42rem',
      maxWidth: '96vw',
    });
    const fileName = await firstValueFrom(opened.afterClosed());
    if (fileName === undefined) return;
    this.toasts.succeeded(`Saved ${fileName}.`);
    this.list.reload();
  }

  protected async remove(bundle: Bundle): Promise<void> {
    const { fileName, version, name, slug } = bundle;
    const confirmed = await this.confirm.ask({
      title: `Delete the bundle ${name}?`,
      consequences: [
        `/${slug} calls nothing any more. The skills stay. The file is kept in the history of the console, and can be brought back at once.`,
      ],
      affected: [`File skill-bundles/${fileName}`],
      confirm: 'Delete bundle',
      isDangerous: true,
    });
    if (confirmed === undefined) return;
    await this.tell(`${fileName} was not deleted.`, async () => {
      const options = { params: this.paramsOf(fileName), headers: { 'if-match': `"${version}"` } };
      await firstValueFrom(this.http.delete(url, options));
      if (this.file() === fileName) this.close();
      this.toasts.undoable(`Deleted ${fileName}.`, () => void this.bringBack(fileName));
    });
  }

  protected close(): void {
    void this.router.navigate([], { queryParams: { file: null }, queryParamsHandling: 'merge' });
  }

  private async bringBack(fileName: string): Promise<void> {
    const params = this.paramsOf(fileName);
    await this.tell(`${fileName} was not brought back.`, async () => {
      const past = await firstValueFrom(
        this.http.get<PastVersionList>(`${url}/text/history`, { params }),
      );
      const id = past.items[0]?.id;
      const headers = { 'if-match': '"absent"' };
      await firstValueFrom(this.http.post(`${url}/text/restore`, { id }, { params, headers }));
      this.toasts.succeeded(`Brought ${fileName} back.`);
    });
  }

  private async tell(failed: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.toasts.failed(failed, problemOf(error));
    } finally {
      this.list.reload();
    }
  }

  private paramsOf(file: string): Record<string, string> {
    return { profile: this.scope.profile(), file };
  }
}
