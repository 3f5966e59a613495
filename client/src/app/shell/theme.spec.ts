import { TestBed } from '@angular/core/testing';
import { Theme } from './theme';

describe('Theme', () => {
  beforeEach(() => localStorage.clear());

  it('follows the system until something is chosen', () => {
    expect(TestBed.inject(Theme).choice()).toBe('system');
  });

  it('applies a choice and remembers it for the next visit', () => {
    TestBed.inject(Theme).choose('dark');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    TestBed.resetTestingModule();
    expect(TestBed.inject(Theme).choice()).toBe('dark');
  });

  it('goes back to the system', () => {
    const theme = TestBed.inject(Theme);
    theme.choose('light');
    theme.choose('system');
    expect(document.documentElement.dataset['theme']).toBeUndefined();
  });
});
