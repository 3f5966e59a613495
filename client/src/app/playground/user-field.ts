import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  input,
  output,
  signal,
} from '@angular/core';
import type { ApiUserPage, ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Field, FieldControl } from '../ui/field';
import { keptResource } from '../ui/kept-resource';

/** Chooses an API user by typing a part of its name; no two have the same. */
@Component({
  selector: 'app-user-field',
  imports: [Field, FieldControl],
  template: `<app-field label="API user" [hint]="hint()" [error]="error()">
      <input
        #box
        appControl
        list="playground-users"
        placeholder="Type a name"
        maxlength="80"
        autocomplete="off"
        spellcheck="false"
        [value]="user()?.displayName ?? ''"
        (input)="typed.set(box.value)"
        (focus)="box.select()"
        (blur)="box.value = user()?.displayName ?? box.value"
      />
    </app-field>
    <datalist id="playground-users">
      @for (each of found(); track each.id) {
        <option [value]="each.displayName">{{ each.status }}</option>
      }
    </datalist>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UserField {
  readonly user = input<ApiUserView>();
  readonly error = input<string>();
  readonly hint = input<string>();
  readonly chosen = output<ApiUserView>();

  /** Absent until something was typed: then nobody is chosen yet. */
  protected readonly typed = signal<string | undefined>(undefined);
  private readonly resource = keptResource<ApiUserPage>(() => {
    const search = this.typed()?.trim() ?? '';
    return { url: '/api/admin/api-users', params: { limit: 20, ...(search !== '' && { search }) } };
  });
  protected readonly found = computed(() => this.resource.value()?.items ?? []);

  constructor() {
    // A whole name, typed or taken from the list, is a choice; the answer may come after the last letter.
    effect(() => {
      const name = this.typed()?.trim();
      const user = this.found().find(({ displayName }) => displayName === name);
      if (user === undefined) return;
      this.typed.set(undefined);
      this.chosen.emit(user);
    });
  }
}
