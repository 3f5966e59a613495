import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  EnrollGateway,
  GatewayRelay,
} from '../../../../../server/hermes-state/status/gateway-setup.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { WriteTarget } from '../../ui/write-target';
import { addressMistake, isUnprotected } from './setup-view';

const schemes = ['wss:', 'https:', 'ws:', 'http:'];

/** Asks for what enrolling needs. The token works once; the dialog forgets it when it closes. */
@Component({
  selector: 'app-enroll-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  templateUrl: './enroll-dialog.html',
  styles: `
    mat-dialog-content,
    form {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .option {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
    }
    .error {
      color: var(--color-bad);
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
export class EnrollDialog {
  protected readonly relay = inject<GatewayRelay>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<EnrollDialog, EnrollGateway>>(MatDialogRef);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);

  protected readonly token = signal('');
  // What is there already, unless it came masked.
  protected readonly connectorUrl = signal(plainAddress(this.relay.url));
  protected readonly gatewayId = signal(this.relay.id?.includes('…') ? '' : (this.relay.id ?? ''));
  protected readonly wakeUrl = signal(plainAddress(this.relay.wakeUrl));
  protected readonly isReplacement = signal(false);
  private readonly wasTried = signal(false);

  protected readonly isUnprotected = computed(() => isUnprotected(this.connectorUrl().trim()));
  private readonly mistakes = computed(() => {
    const mistakes = new Map<string, string>();
    if (!/^[!-~]{4,4096}$/.test(this.token().trim()))
      mistakes.set('token', 'Paste the token, as the connector gave it.');
    const url = addressMistake(this.connectorUrl().trim(), schemes);
    if (url !== undefined) mistakes.set('url', url);
    const id = this.gatewayId().trim();
    if (id !== '' && !/^[A-Za-z0-9][\w.:-]{0,127}$/.test(id))
      mistakes.set('id', 'Letters, digits, dots, colons and dashes.');
    const wake = this.wakeUrl().trim();
    const wakeMistake = wake === '' ? undefined : addressMistake(wake, ['https:', 'http:']);
    if (wakeMistake !== undefined) mistakes.set('wake', wakeMistake);
    if (this.relay.isEnrolled && !this.isReplacement())
      mistakes.set('replacement', 'Say that the enrollment shall be replaced.');
    return mistakes;
  });
  protected readonly shown = computed(() =>
    this.wasTried() ? this.mistakes() : new Map<string, string>(),
  );

  protected submit(event: Event): void {
    event.preventDefault();
    this.wasTried.set(true);
    if (this.mistakes().size > 0) return this.focusFirstMistake();
    const [gatewayId, wakeUrl] = [this.gatewayId().trim(), this.wakeUrl().trim()];
    this.dialog.close({
      token: this.token().trim(),
      connectorUrl: this.connectorUrl().trim(),
      ...(gatewayId !== '' && { gatewayId }),
      ...(wakeUrl !== '' && { wakeUrl }),
      isReplacement: this.isReplacement(),
    });
  }

  private focusFirstMistake(): void {
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      { injector: this.injector },
    );
  }
}

function plainAddress(address: string | null): string {
  const isPlain = address !== null && addressMistake(address, schemes) === undefined;
  return isPlain ? address : '';
}
