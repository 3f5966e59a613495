import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { SideNav } from './side-nav';

/** The side navigation as a drawer, for narrow windows. */
@Component({
  selector: 'app-nav-drawer',
  imports: [SideNav],
  template: `<app-side-nav (chosen)="drawer.close()" />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NavDrawer {
  protected readonly drawer = inject(DialogRef);
}
