import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Icon, type IconName } from '../ui/icon';
import { ThemeChange } from './theme-change';
import { Theme, type ThemeChoice, themeChoices } from './theme';

@Component({
  selector: 'app-theme-switch',
  imports: [Icon],
  template: `<div role="group" aria-label="Theme">
    @for (choice of choices; track choice) {
      <button
        type="button"
        class="quiet"
        [title]="words[choice]"
        [attr.aria-label]="words[choice]"
        [attr.aria-pressed]="theme.choice() === choice"
        (click)="change.choose(choice)"
      >
        <app-icon [name]="icons[choice]" />
      </button>
    }
  </div>`,
  styles: `
    div {
      display: flex;
      padding: 2px;
      border: var(--hairline);
      border-radius: var(--radius);
    }
    [aria-pressed='true'] {
      background: var(--color-pressed);
      color: var(--color-text);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ThemeSwitch {
  protected readonly theme = inject(Theme);
  protected readonly change = inject(ThemeChange);
  protected readonly choices = themeChoices;
  protected readonly words: Record<ThemeChoice, string> = {
    light: 'Light theme',
    dark: 'Dark theme',
    system: 'Theme of the system',
  };
  protected readonly icons: Record<ThemeChoice, IconName> = {
    light: 'sun',
    dark: 'moon',
    system: 'system',
  };
}
