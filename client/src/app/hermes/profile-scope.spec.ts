import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { pageAt } from '../shell/pages';
import { eventually, openPage } from '../testing/render';
import { profileColour } from '../ui/profile-colour';
import { ProfileScope } from './profile-scope';

const open = async (address: string): Promise<ProfileScope> => {
  await openPage([{ path: '**', children: [] }], address);
  return TestBed.inject(ProfileScope);
};

describe('The profile in scope', () => {
  it('is what the address says, and the default one without a word', async () => {
    const scope = await open('/storage?profile=coder&x=1');
    expect(scope.profile()).toBe('coder');
    scope.choose('default');
    await eventually('default', () => scope.profile() === 'default');
    expect(TestBed.inject(Router).url).toBe('/storage?x=1');
  });

  it('goes along to pages it means something to, and to no other', async () => {
    const scope = await open('/storage?profile=coder');
    expect(scope.extras({ isScoped: true })).toEqual({ queryParams: { profile: 'coder' } });
    expect(scope.extras({})).toEqual({});
  });

  it('belongs to pages of Hermes', () => {
    expect(pageAt('/profiles/coder?with=default')?.isScoped).toBe(true);
    expect(pageAt('/api-users')?.isScoped).toBeUndefined();
    expect(pageAt('/profilesX')).toBeUndefined();
  });

  it('always has the same colour', () => {
    expect(profileColour('coder')).toBe(profileColour('coder'));
    expect(profileColour('default')).toBe('var(--color-muted)');
  });
});
