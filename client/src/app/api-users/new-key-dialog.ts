import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { IssuedKey } from '../../../../server/api-users/api-users.contract';
import type { Gateways } from '../../../../server/gateway/gateways.contract';
import type { PlaygroundModels } from '../../../../server/playground/playground.contract';
import { CopyButton } from '../ui/copy-button';
import { downloadText } from '../ui/download';
import { type KeptResource, keptResource } from '../ui/kept-resource';
import { ShowOnce } from '../ui/show-once';
import { environmentFile, keyExamples } from './key-examples';

/** Shows a new key for the only time. It closes when the operator says that it is stored, and forgets it then. */
@Component({
  selector: 'app-new-key-dialog',
  imports: [CopyButton, MatButton, MatDialogModule, ShowOnce],
  templateUrl: './new-key-dialog.html',
  styleUrl: './new-key-dialog.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewKeyDialog {
  private readonly given = inject<{ issued: IssuedKey | undefined }>(MAT_DIALOG_DATA);
  private readonly dialog = inject(MatDialogRef);

  protected readonly issued = signal(this.given.issued);
  protected readonly isStored = signal(false);
  protected readonly gateways = keptResource<Gateways>(() => ({ url: '/api/admin/gateways' }));
  private readonly preModels = this.modelsOf('pre');
  private readonly postModels = this.modelsOf('post');
  protected readonly examples = computed(() => {
    const issued = this.issued();
    const gateways = this.gateways.value();
    if (!issued || !gateways) return [];
    return keyExamples(issued.apiUser, issued.key, gateways, {
      pre: this.preModels.value()?.items,
      post: this.postModels.value()?.items,
    });
  });
  protected readonly isModelMissing = computed(() =>
    this.examples().some(({ isModelKnown }) => !isModelKnown),
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => this.forget());
  }

  protected download({ apiUser, key }: IssuedKey): void {
    downloadText('hermes.env', environmentFile(apiUser, key, this.gateways.value()));
  }

  protected close(): void {
    this.forget();
    this.dialog.close();
  }

  /** When they cannot be read, the examples say that a model has to be put in. */
  private modelsOf(gateway: 'pre' | 'post'): KeptResource<PlaygroundModels> {
    return keptResource(() =>
      this.issued()?.apiUser.gateways.includes(gateway)
        ? { url: '/api/admin/playground/models', params: { gateway } }
        : undefined,
    );
  }

  private forget(): void {
    this.given.issued = undefined;
    this.issued.set(undefined);
  }
}
