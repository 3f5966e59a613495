import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, type Routes, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { Me } from '../../../../server/auth/own-account.contract';
import { Session } from '../session/session';
import { askToSignInAgain } from '../session/unauthorized';
import { limitTime } from '../ui/time-limit';
import { someone } from './samples';

/** A router at an address, with an HTTP client that a test answers. An administrator is signed in, or whom `me` says. */
export async function openPage(
  routes: Routes,
  address: string,
  { me = someone() }: { readonly me?: Me } = {},
): Promise<RouterTestingHarness> {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([limitTime, askToSignInAgain])),
      provideHttpClientTesting(),
      provideRouter(routes, withComponentInputBinding()),
    ],
  });
  TestBed.inject(Session).become(me);
  return RouterTestingHarness.create(address);
}

/** Waits until something holds; fails after twenty seconds with what was waited for. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 2000; attempt++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Never happened: ${what}`);
}

/** What a page shows, dialogs and announcements included. */
export const shownText = (): string => document.body.textContent.replaceAll(/\s+/g, ' ');

/** A button or link by the name it is announced with. Throws when there is none. */
export function control(name: string | RegExp): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('button, a, [role="menuitem"]')].find(
    (element) => {
      const announced = element.getAttribute('aria-label') ?? element.textContent;
      const words = announced.replaceAll(/\s+/g, ' ').trim();
      return typeof name === 'string' ? words === name : name.test(words);
    },
  );
  if (!found) throw new Error(`No control is called ${name}.`);
  return found;
}

/** A form control by its label. Throws when there is none. */
export function field(label: string | RegExp): HTMLInputElement {
  for (const element of document.querySelectorAll('label')) {
    const words = element.textContent.replaceAll(/\s+/g, ' ').trim();
    const matches = typeof label === 'string' ? words.startsWith(label) : label.test(words);
    if (matches && element.control) return element.control as HTMLInputElement;
  }
  throw new Error(`No field is called ${label}.`);
}

export function type(into: HTMLInputElement | HTMLSelectElement, text: string): void {
  into.value = text;
  into.dispatchEvent(new Event('input', { bubbles: true }));
  into.dispatchEvent(new Event('change', { bubbles: true }));
}

export function press(key: string, on: EventTarget = document.body): void {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}
