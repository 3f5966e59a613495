import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { atBase, callBelowBase, publicAddress } from './base-path';
import { htmlOf } from './markdown';

describe('Below a path of the host', () => {
  const base = document.createElement('base');

  beforeEach(() => {
    base.setAttribute('href', '/hermes/');
    document.head.append(base);
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([callBelowBase])), provideHttpClientTesting()],
    });
  });
  afterEach(() => base.remove());

  it('calls go there', () => {
    TestBed.inject(HttpClient).get('/api/auth/status').subscribe();
    TestBed.inject(HttpTestingController).expectOne('/hermes/api/auth/status');
  });

  it('calls to elsewhere stay as they are', () => {
    TestBed.inject(HttpClient).get('https://other.example/api').subscribe();
    TestBed.inject(HttpTestingController).expectOne('https://other.example/api');
  });

  it('addresses a browser follows lead there, and those to be sent on are whole', () => {
    expect(atBase('/api/docs')).toBe('/hermes/api/docs');
    expect(publicAddress('/audit/1?x=2')).toBe(`${location.origin}/hermes/audit/1?x=2`);
  });

  it('Markdown loads no image of its neighbours', () => {
    expect(htmlOf('![own](/hermes/favicon.svg)', 2)).toContain('<img src="/hermes/favicon.svg"');
    expect(htmlOf('![own](favicon.svg)', 2)).toContain('<img src="favicon.svg"');
    for (const other of ['/logout', '/hermes/../logout', '//other.example/x', '/hermes2/x'])
      expect(htmlOf(`![other](${other})`, 2)).not.toContain('<img');
  });
});

describe('At the root of a host', () => {
  it('addresses are as they are written', () => {
    expect(atBase('/api/docs')).toBe('/api/docs');
    expect(publicAddress('/audit/1')).toBe(`${location.origin}/audit/1`);
  });
});
