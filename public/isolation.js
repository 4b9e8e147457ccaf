/*
 * Threads in WebAssembly need a cross-origin isolated page, and that needs two headers which static hosts seldom send. Where they are
 * missing, the page loads this file, which registers itself as a service worker and reloads the page once: the worker adds the headers
 * to everything the site itself serves. Where the host sends them, this file is never loaded. `?isolation=off` does without, now and
 * later; `?isolation=on` takes that back.
 */
'use strict';

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

if (typeof window === 'undefined') addHeaders();
else void registerOnce();

/** The service worker: answers from the network, as if there were none, and adds the headers. Keeps nothing. */
function addHeaders() {
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('fetch', (event) => {
    const { request } = event;
    const { origin, searchParams } = new URL(request.url);
    // A page that shall not be isolated goes its own way, and so does what comes from elsewhere.
    if (origin !== self.location.origin || (request.mode === 'navigate' && searchParams.get('isolation') === 'off')) return;
    // The browser refuses this combination in a worker's fetch; its developer tools ask for it.
    if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
    event.respondWith(fetch(request).then(withHeaders));
  });
}

function withHeaders(response) {
  // A redirect that the browser follows by itself cannot be copied.
  if (response.type === 'opaqueredirect' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response([101, 204, 205, 304].includes(status) ? null : response.body, { status, statusText, headers });
}

/** The page: registers the worker and reloads, unless that has been tried, is not wanted, or cannot help. */
async function registerOnce() {
  const TRIED = 'negative-space.isolation.tried';
  const OFF = 'negative-space.isolation.off';
  const workers = navigator.serviceWorker;
  const wanted = new URLSearchParams(location.search).get('isolation');
  try {
    if (wanted === 'off') localStorage.setItem(OFF, '1');
    else if (wanted === 'on') localStorage.removeItem(OFF);
    if (localStorage.getItem(OFF)) {
      const registered = await workers.getRegistration();
      if (registered?.active?.scriptURL.endsWith('/isolation.js')) await registered.unregister();
      return;
    }
    // A frame cannot be isolated on its own, and a reload that has not helped will not help the next time either.
    if (window !== window.top || sessionStorage.getItem(TRIED)) return;
    // With the headers there and the page not isolated all the same, it is not for want of headers.
    const { headers } = await fetch(location.href, { method: 'HEAD' });
    if (headers.has('Cross-Origin-Embedder-Policy') && headers.has('Cross-Origin-Opener-Policy') && !workers.controller) return;

    const registration = await workers.register(new URL('isolation.js', document.baseURI));
    await active(registration);
    // Whoever has begun to work here is not interrupted: the next visit is isolated from the start.
    if (navigator.userActivation?.hasBeenActive) return;
    sessionStorage.setItem(TRIED, '1');
    location.reload();
  } catch {
    // Storage or service workers are forbidden here, or the network is gone: WebAssembly runs on one thread.
  }
}

function active(registration) {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (worker.state === 'activated') return Promise.resolve();
  return new Promise((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve();
      else if (worker.state === 'redundant') reject(new Error('The service worker was not installed'));
    });
  });
}
