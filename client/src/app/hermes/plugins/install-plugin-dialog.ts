import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  InstallPlugin,
  PluginReview,
} from '../../../../../server/hermes-state/plugins/plugins.contract';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { CopyButton } from '../../ui/copy-button';
import { Field, FieldControl } from '../../ui/field';
import { formatCount } from '../../ui/format';
import { MarkdownView } from '../../ui/markdown-view';
import { type Problem, problemOf } from '../../ui/problem';
import { Skeleton } from '../../ui/skeleton';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';

/** As long as Git gets for a clone, and some more. */
const reviewMs = 120_000;

/**
 * Asks where a plugin is, shows what would come from there, and wants its name typed. Answers what is to be installed:
 * the commit that was looked at, and no other.
 */
@Component({
  selector: 'app-install-plugin-dialog',
  imports: [
    Badge,
    Banner,
    CopyButton,
    Field,
    FieldControl,
    MarkdownView,
    MatButton,
    MatDialogModule,
    Skeleton,
    WriteTarget,
  ],
  templateUrl: './install-plugin-dialog.html',
  styles: `
    mat-dialog-content,
    .review {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .where {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }
    .where app-field {
      flex: 1 1 18rem;
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1);
    }
    code {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    details,
    .option {
      font-size: var(--text-table);
    }
    summary {
      min-height: 1.5rem;
      cursor: pointer;
    }
    .files {
      max-height: 14rem;
      padding-left: var(--space-4);
      overflow: auto;
      overflow-wrap: anywhere;
    }
    .option {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
    }
    .option input {
      flex: none;
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InstallPluginDialog {
  private readonly dialog = inject<MatDialogRef<InstallPluginDialog, InstallPlugin>>(MatDialogRef);
  private readonly http = inject(HttpClient);
  protected readonly scope = inject(ProfileScope);

  protected readonly review = signal<PluginReview | undefined>(undefined);
  protected readonly isLooking = signal(false);
  protected readonly mistake = signal<string | undefined>(undefined);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly typed = signal('');
  protected readonly isReplaced = signal(false);
  private readonly isWanted = signal(false);

  protected readonly count = formatCount;
  protected readonly isEnabled = computed(
    () => this.isWanted() || this.review()?.isListedAsEnabled === true,
  );
  protected readonly isReady = computed(() => {
    const review = this.review();
    return (
      review?.refusal === null &&
      !this.isLooking() &&
      (this.isReplaced() || !review.isInstalled) &&
      this.typed().trim() === review.manifest.name
    );
  });
  protected readonly command = computed(() => {
    const words = ['hermes', '-p', this.scope.profile(), 'plugins install'];
    const options = ['--no-enable'];
    if (this.isReplaced()) options.push('--force');
    return [...words, this.review()?.identifier ?? '', ...options].join(' ');
  });
  protected readonly enableCommand = computed(() =>
    ['hermes', '-p', this.scope.profile(), 'plugins enable', this.review()?.manifest.name].join(
      ' ',
    ),
  );

  protected want(isWanted: boolean): void {
    this.isWanted.set(isWanted);
  }

  protected async look(text: string): Promise<void> {
    const identifier = text.trim();
    if (!/^[^-\s]\S*$/.test(identifier)) {
      this.mistake.set('Say where it is, without spaces.');
      return;
    }
    if (this.isLooking()) return;
    this.mistake.set(undefined);
    this.problem.set(undefined);
    this.review.set(undefined);
    this.typed.set('');
    this.isReplaced.set(false);
    this.isWanted.set(false);
    this.isLooking.set(true);
    try {
      const url = '/api/admin/hermes/plugins/review';
      const params = { profile: this.scope.profile() };
      const options = { params, timeout: reviewMs };
      this.review.set(
        await firstValueFrom(this.http.post<PluginReview>(url, { identifier }, options)),
      );
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isLooking.set(false);
    }
  }

  protected install(): void {
    const review = this.review();
    if (review === undefined || !this.isReady()) return;
    this.dialog.close({
      identifier: review.identifier,
      typedName: review.manifest.name,
      commit: review.commit,
      isEnabled: this.isEnabled(),
      isReplaced: this.isReplaced(),
    });
  }
}
