import { TestBed } from '@angular/core/testing';
import type { Session } from '../../../../../server/hermes-state/sessions/sessions.contract';
import { control } from '../../testing/render';
import { SessionActions } from './session-actions';
import { SessionRename } from './session-rename';

const session = (title: string): Session => ({ id: 's1', title }) as Session;

describe('the title of a session', () => {
  it('keeps what is being typed when the same session is read again, and follows another title', async () => {
    TestBed.configureTestingModule({
      providers: [{ provide: SessionActions, useValue: { rename: () => Promise.resolve() } }],
    });
    const fixture = TestBed.createComponent(SessionRename);
    fixture.componentRef.setInput('session', session('Before'));
    await fixture.whenStable();
    const box = (fixture.nativeElement as HTMLElement).querySelector('input')!;
    box.value = 'Half a tit';
    box.dispatchEvent(new Event('input'));
    fixture.componentRef.setInput('session', session('Before'));
    await fixture.whenStable();
    expect(box.value).toBe('Half a tit');
    expect(control('Rename session')).toBeDefined();
    fixture.componentRef.setInput('session', session('Renamed elsewhere'));
    await fixture.whenStable();
    expect(box.value).toBe('Renamed elsewhere');
  });
});
