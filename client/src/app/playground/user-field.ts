import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import type { ApiUserPage, ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Field, FieldControl } from '../ui/field';
import { keptResource } from '../ui/kept-resource';

/** Chooses an API user by typing a part of its name. */
@Component({
  selector: 'app-user-field',
  imports: [Field, FieldControl, MatAutocompleteModule],
  template: `<app-field label="API user" [hint]="hint()" [error]="error()">
      <input
        #box
        appControl
        type="text"
        placeholder="Type a name"
        autocomplete="off"
        spellcheck="false"
        [matAutocomplete]="list"
        [value]="user()?.displayName ?? ''"
        (input)="search.set(box.value)"
        (focus)="search.set(''); box.select()"
        (blur)="box.value = user()?.displayName ?? ''"
      />
    </app-field>
    <mat-autocomplete
      #list="matAutocomplete"
      [displayWith]="nameOf"
      (optionSelected)="chosen.emit($event.option.value)"
    >
      @for (each of found(); track each.id) {
        <mat-option [value]="each" [disabled]="each.status !== 'active'">
          {{ each.displayName }}
          @if (each.status !== 'active') {
            <span class="caption soft">{{ each.status }}</span>
          }
        </mat-option>
      }
    </mat-autocomplete>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UserField {
  readonly user = input<ApiUserView>();
  readonly error = input<string>();
  readonly hint = input<string>();
  readonly chosen = output<ApiUserView>();

  protected readonly search = signal('');
  private readonly resource = keptResource<ApiUserPage>(() => ({
    url: '/api/admin/api-users',
    params: { limit: 20, ...(this.search() !== '' && { search: this.search().slice(0, 80) }) },
  }));
  protected readonly found = computed(() => this.resource.value()?.items ?? []);
  protected readonly nameOf = (user: ApiUserView | string | null): string =>
    typeof user === 'string' ? user : (user?.displayName ?? '');
}
