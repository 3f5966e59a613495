import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { LoadFailureNote } from './ui/load-failure-note';

@Component({
  selector: 'app-root',
  imports: [LoadFailureNote, RouterOutlet],
  template: '<router-outlet /><app-load-failure-note />',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {}
