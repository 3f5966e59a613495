import { TestBed } from '@angular/core/testing';
import { formatAbsolute, formatShort } from './format';
import { TimeStamp } from './time-stamp';
import { TimeZone } from './time-zone';

const moment = '2026-11-21T23:30:00.000Z';

describe('Time zone', () => {
  beforeEach(() => localStorage.clear());

  it('moves every time that is shown, and is remembered', async () => {
    const fixture = TestBed.createComponent(TimeStamp);
    fixture.componentRef.setInput('at', moment);
    fixture.componentRef.setInput('as', 'short');
    TestBed.inject(TimeZone).choose('Asia/Tokyo');
    await fixture.whenStable();
    expect((fixture.nativeElement as HTMLElement).textContent).toContain('22 Nov, 08:30:00');
    TestBed.resetTestingModule();
    expect(TestBed.inject(TimeZone).choice()).toBe('Asia/Tokyo');
  });

  it('ignores what is no zone', () => {
    TestBed.inject(TimeZone).choose('Mars/Olympus');
    expect(TestBed.inject(TimeZone).choice()).toBe('browser');
  });

  it('shows UTC once when that is the zone', () => {
    expect(formatAbsolute(new Date(moment), 'UTC')).toBe('2026-11-21 23:30:00 UTC');
    expect(formatShort(new Date(moment), 'UTC')).toBe('21 Nov, 23:30:00');
  });
});
