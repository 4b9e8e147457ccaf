import { Suspense, use } from 'react';

const made = new Map<string, Promise<string>>();

/** TeX as MathML, which browsers draw and screen readers read by themselves. What makes it is loaded with the first formula. */
export function mathml(tex: string): Promise<string> {
  let promise = made.get(tex);
  if (!promise) {
    promise = import('temml').then(({ default: temml }) => temml.renderToString(tex, { displayMode: true, throwOnError: true }));
    // A failed download is tried anew; the formula as it is written is better than none.
    promise = promise.catch(() => (made.delete(tex), ''));
    made.set(tex, promise);
  }
  return promise;
}

function Drawn({ tex }: { tex: string }) {
  const markup = use(mathml(tex));
  // The markup is the library's, made of text that stands in this code.
  return markup === '' ? <code>{tex}</code> : <div dangerouslySetInnerHTML={{ __html: markup }} />;
}

export function Formula({ tex }: { tex: string }) {
  return (
    <div className="help-formula">
      <Suspense fallback="…">
        <Drawn tex={tex} />
      </Suspense>
    </div>
  );
}
