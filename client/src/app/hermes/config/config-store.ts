import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  Config,
  ConfigChange,
  ConfigDraft,
  ConfigField,
  ConfigSchema,
} from '../../../../../server/hermes-state/config/config.contract';
import { type Problem, problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { Reviews } from '../review-dialog';

const path = '/api/admin/hermes/config';

/** What the draft began with. */
interface Base {
  readonly text: string;
  readonly version: string;
}

/** The configuration of the profile in scope and one draft of it, which the form and the text both edit. */
@Injectable()
export class ConfigStore {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);
  private readonly toasts = inject(Toasts);
  private readonly reviews = inject(Reviews);

  readonly config = hermesResource<Config>(() => ({ path: 'config' }), ['config']);
  readonly schema = hermesResource<ConfigSchema>(() => ({ path: 'config/schema' }), []);
  private readonly base = signal<Base | undefined>(undefined);
  private readonly text = signal<string | undefined>(undefined);
  private readonly checked = signal<ConfigDraft | undefined>(undefined);
  /** Of the form, not in the text yet. */
  private readonly pending = signal<ReadonlyMap<string, ConfigChange['value']>>(new Map());
  readonly isBusy = signal(false);
  readonly problem = signal<Problem | undefined>(undefined);
  /** The file as somebody else left it since the draft began. */
  readonly conflict = signal<{ readonly theirs: string; readonly version: string } | undefined>(
    undefined,
  );
  /** Settings that both sides had changed at the last merge. */
  readonly taken = signal<readonly string[]>([]);

  readonly hasDraft = computed(
    () =>
      this.pending().size > 0 || (this.base() !== undefined && this.text() !== this.base()?.text),
  );
  readonly draftText = computed(() => this.text() ?? this.config.value()?.text ?? '');
  readonly baseText = computed(() => this.base()?.text ?? '');
  /** As last checked: what is wrong with the draft or the file. */
  readonly problems = computed(() => (this.checked() ?? this.config.value())?.problems ?? []);
  readonly isBroken = computed(() => (this.checked() ?? this.config.value())?.isBroken ?? false);
  /** Somebody else changed the file; seen by reading it, before anything is saved. */
  readonly isOutdated = computed(() => {
    const [base, now] = [this.base()?.version, this.config.value()?.version];
    return this.hasDraft() && base !== undefined && now !== undefined && base !== now;
  });

  valueOf({ path: name }: ConfigField): unknown {
    if (this.pending().has(name)) return this.pending().get(name);
    return (this.checked() ?? this.config.value())?.values[name];
  }

  /** Whether the draft says something else than the file it began with. */
  isChanged({ path: name }: ConfigField): boolean {
    const before = this.config.value()?.values[name];
    if (this.pending().has(name)) return true;
    const checked = this.checked();
    return checked !== undefined && JSON.stringify(checked.values[name]) !== JSON.stringify(before);
  }

  /** Undefined: the default counts. */
  setField({ path: name }: ConfigField, value: ConfigChange['value']): void {
    this.begin();
    this.pending.update((pending) => new Map(pending).set(name, value));
  }

  setText(text: string): void {
    if (text === this.draftText()) return;
    this.begin();
    this.text.set(text);
  }

  discard(): void {
    this.forget();
    this.config.reload();
  }

  forget(): void {
    this.base.set(undefined);
    this.text.set(undefined);
    this.checked.set(undefined);
    this.pending.set(new Map());
    this.problem.set(undefined);
    this.conflict.set(undefined);
    this.taken.set([]);
  }

  /** Brings form and text together, and says what is wrong with the draft. Answers nothing when that fails. */
  async check(): Promise<ConfigDraft | undefined> {
    if (!this.hasDraft()) return undefined;
    const changes = [...this.pending()].map(([name, value]) => ({ path: name.split('.'), value }));
    return this.ask({ text: this.draftText(), changes });
  }

  /** Shows the difference and writes it. */
  async review(): Promise<void> {
    const draft = await this.check();
    const base = this.base();
    if (!draft || !base) return;
    if (draft.version !== base.version)
      return this.conflict.set({ theirs: draft.current, version: draft.version });
    await this.write(draft, base.version, '');
  }

  /** Makes the draft's changes to the file as it is now. */
  async merge(): Promise<void> {
    const merged = await this.ask({ text: this.draftText(), base: this.baseText(), changes: [] });
    if (!merged) return;
    this.base.set({ text: merged.current, version: merged.version });
    this.taken.set(merged.conflicts);
    this.conflict.set(undefined);
    this.config.reload();
  }

  /** Writes the draft over what is there now. */
  async overwrite(): Promise<void> {
    const draft = await this.check();
    if (draft) await this.write(draft, draft.version, '/overwrite');
  }

  private async write(draft: ConfigDraft, version: string, way: string): Promise<void> {
    const file = this.config.value()?.source.file ?? 'config.yaml';
    const outcome = await this.reviews.ask({
      title: way === '' ? `Save ${file}?` : `Overwrite ${file}?`,
      label: file,
      before: draft.current,
      after: draft.masked,
      notes: [
        'New sessions read it at their start. A running gateway reads it after a restart.',
        ...(draft.isBroken ? ['It is not valid YAML and will be refused.'] : []),
      ],
      confirm: way === '' ? 'Save configuration' : 'Overwrite anyway',
      save: async () => {
        await firstValueFrom(
          this.http.put(
            path + way,
            { text: draft.text },
            { params: this.params(), headers: { 'if-match': version } },
          ),
        );
      },
    });
    if (outcome === 'saved') {
      this.toasts.succeeded(`Saved ${file}.`);
      this.discard();
    } else if (outcome === 'conflict') await this.review();
  }

  private begin(): void {
    const config = this.config.value();
    if (this.base() === undefined && config) {
      this.base.set({ text: config.text, version: config.version });
      this.text.set(config.text);
    }
  }

  private async ask(body: {
    readonly text: string;
    readonly changes: readonly ConfigChange[];
    readonly base?: string;
  }): Promise<ConfigDraft | undefined> {
    this.isBusy.set(true);
    try {
      const draft = await firstValueFrom(
        this.http.post<ConfigDraft>(`${path}/check`, body, { params: this.params() }),
      );
      this.problem.set(undefined);
      this.checked.set(draft);
      this.text.set(draft.text);
      this.pending.set(new Map());
      return draft;
    } catch (error) {
      this.problem.set(problemOf(error));
      return undefined;
    } finally {
      this.isBusy.set(false);
    }
  }

  private params(): { readonly profile: string } {
    return { profile: this.scope.profile() };
  }
}
