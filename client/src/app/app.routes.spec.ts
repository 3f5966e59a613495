import { Location } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { routes } from './app.routes';
import { requestTo } from './testing/answer-http';
import { eventually, openPage, shownText } from './testing/render';
import { someone } from './testing/samples';

const open = async (me = someone()) => {
  // The way in is not of interest here, and the frame has a spec of its own.
  const children = routes.find(({ path }) => path === '')?.children ?? [];
  await openPage(children, '/playground', { me });
};

describe('Routes', () => {
  it('tell a viewer at once which page is for administrators, at its address', async () => {
    await open(someone({ role: 'viewer' }));
    await eventually('notice', () => shownText().includes('For administrators only'));
    expect(shownText()).toContain('Playground');
    expect(TestBed.inject(Location).path()).toBe('/playground');
  });

  it('lead an administrator to it', async () => {
    await open();
    await requestTo('/api/admin/api-users');
    expect(TestBed.inject(Router).url).toBe('/playground');
    expect(shownText()).not.toContain('For administrators only');
  });
});
