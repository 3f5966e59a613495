import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import type { ConfigField } from '../../../../../server/hermes-state/config/config.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Field, FieldControl } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { ConfigStore } from './config-store';

const applies = {
  next_session: 'next session',
  gateway_restart: 'gateway restart',
  dashboard_restart: 'dashboard restart',
} as const;

/** One setting: its value, its default, and how to go back to it. */
@Component({
  selector: 'app-config-field',
  imports: [Badge, Field, FieldControl, Icon],
  templateUrl: './config-field-row.html',
  styleUrl: './config-field-row.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfigFieldRow {
  protected readonly session = inject(Session);
  protected readonly store = inject(ConfigStore);
  readonly field = input.required<ConfigField>();

  protected readonly applies = applies;
  protected readonly error = signal<string | undefined>(undefined);
  protected readonly value = computed(() => this.store.valueOf(this.field()));
  protected readonly isSet = computed(() => this.value() !== undefined);
  protected readonly isChanged = computed(() => this.store.isChanged(this.field()));
  /** What counts: the value, or the default. */
  protected readonly inForce = computed(() =>
    this.isSet() ? this.value() : this.field().hasDefault ? this.field().default : undefined,
  );
  protected readonly text = computed(() => textOf(this.value()));
  protected readonly defaultText = computed(() =>
    this.field().hasDefault ? textOf(this.field().default) || 'empty' : 'not known',
  );
  /** Lists of mappings, and a mapping where a text is expected. */
  protected readonly isOnlyYaml = computed(() => {
    const value = this.inForce();
    if (typeof value !== 'object' || value === null) return false;
    return !Array.isArray(value) || value.some((item) => typeof item === 'object');
  });
  protected readonly hint = computed(() => {
    const { description, applies: when } = this.field();
    return `${description ?? ''} Default: ${this.defaultText()}. Applies at the ${applies[when]}.`.trim();
  });

  protected take(text: string): void {
    const { type, isSecret } = this.field();
    this.error.set(undefined);
    if (isSecret && text === '') return;
    if (type === 'number') {
      const number = Number(text);
      if (text.trim() === '') return this.reset();
      if (!Number.isFinite(number) && !text.includes('${'))
        return this.error.set('This is not a number.');
      return this.store.setField(this.field(), Number.isFinite(number) ? number : text);
    }
    if (type === 'list')
      return this.store.setField(
        this.field(),
        text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
      );
    this.store.setField(this.field(), text);
  }

  protected choose(choice: string): void {
    if (choice === '‹default›') return this.reset();
    this.store.setField(this.field(), this.field().type === 'boolean' ? choice === 'true' : choice);
  }

  protected reset(): void {
    this.error.set(undefined);
    this.store.setField(this.field(), undefined);
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
