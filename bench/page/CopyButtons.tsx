import { useEffect, useState } from 'react';

type Format = 'Markdown' | 'JSON';

/** Hands what was measured to the clipboard, for an issue or a notebook. */
export function CopyButtons({ ready, markdown, json }: { ready: boolean; markdown(): string; json(): string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), 4000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (format: Format) => {
    try {
      await navigator.clipboard.writeText(format === 'JSON' ? json() : markdown());
      setSaid(`${format} copied`);
    } catch {
      setSaid('This browser does not allow copying');
    }
  };
  return (
    <div className="bench-copy">
      <span role="status" className="bench-said">
        {said}
      </span>
      {(['Markdown', 'JSON'] as const).map((format) => (
        <button key={format} type="button" className="button button-small" disabled={!ready} onClick={() => void copy(format)}>
          Copy as {format}
        </button>
      ))}
    </div>
  );
}
