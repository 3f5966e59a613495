import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatMenuModule } from '@angular/material/menu';
import { ActivatedRoute, Router } from '@angular/router';
import { Icon } from './icon';

/** A filter that an address can carry. */
export interface FilterField {
  /** Name of the query parameter. */
  readonly key: string;
  readonly label: string;
  /** Values to choose from; absent for free text. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly placeholder?: string;
}

/**
 * The filters of a list, as chips. They live in the query of the address, so that links, reloads and the browser's own
 * back and forward restore them; the page reads them there. Content: other controls of the list, in front.
 */
@Component({
  selector: 'app-filter-bar',
  imports: [Icon, MatMenuModule],
  templateUrl: './filter-bar.html',
  styleUrl: './filter-bar.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FilterBar {
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  private readonly box = viewChild<ElementRef<HTMLInputElement>>('box');
  private readonly addButton = viewChild.required<ElementRef<HTMLElement>>('opener');

  readonly fields = input.required<readonly FilterField[]>();
  /** What is filtered, in the plural. */
  readonly label = input.required<string>();
  /** Other parameters that a changed filter takes out, such as a page. */
  readonly resets = input<readonly string[]>([]);

  /** The free text being typed. */
  protected readonly typed = signal<FilterField | undefined>(undefined);
  protected readonly chips = computed(() =>
    this.fields().flatMap((field) => {
      const value = this.query().get(field.key);
      if (value === null || value === '') return [];
      const shown = field.options?.find((option) => option.value === value)?.label ?? value;
      return [{ field, value, text: `${field.label}: ${shown}` }];
    }),
  );

  protected isChosen(field: FilterField, value: string): boolean {
    return this.query().get(field.key) === value;
  }

  protected startTyping(field: FilterField): void {
    this.typed.set(field);
    // The menu gives the focus back to its button first.
    setTimeout(() => {
      this.box()?.nativeElement.focus();
      this.box()?.nativeElement.select();
    });
  }

  protected valueOf(field: FilterField): string {
    return this.query().get(field.key) ?? '';
  }

  protected finishTyping(field: FilterField, text: string): void {
    this.typed.set(undefined);
    this.set(field.key, text.trim() || null);
    this.focusAdd();
  }

  protected cancelTyping(event: Event): void {
    event.stopPropagation();
    event.preventDefault();
    this.typed.set(undefined);
    this.focusAdd();
  }

  protected edit(field: FilterField): void {
    if (field.options === undefined) this.startTyping(field);
  }

  protected set(key: string, value: string | null): void {
    this.change({ [key]: value });
  }

  protected remove(key: string): void {
    this.set(key, null);
    this.focusAdd();
  }

  protected clear(): void {
    this.change(Object.fromEntries(this.fields().map((field) => [field.key, null])));
    this.focusAdd();
  }

  private change(values: Record<string, string | null>): void {
    const resets = Object.fromEntries(this.resets().map((key) => [key, null]));
    void this.router.navigate([], {
      queryParams: { ...resets, ...values },
      queryParamsHandling: 'merge',
    });
  }

  /** What had the focus is gone. */
  private focusAdd(): void {
    afterNextRender(() => this.addButton().nativeElement.focus(), { injector: this.injector });
  }
}
