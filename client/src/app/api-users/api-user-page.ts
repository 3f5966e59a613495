import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { ApiUserDetails } from './api-user-details';

/** One API user: what it may do, what it did, and what can be done with it. */
@Component({
  selector: 'app-api-user-page',
  imports: [ApiUserDetails],
  // Nothing of one user may stay on screen under the address of another.
  template: `@for (one of [{ id: id() }]; track one.id) {
    <app-api-user-details [ask]="ask()" />
  }`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiUserPage {
  /** In the address. */
  readonly id = input.required<string>();
  /** In the address: an action whose question is opened, such as `rotate`. */
  readonly ask = input<string>();
}
