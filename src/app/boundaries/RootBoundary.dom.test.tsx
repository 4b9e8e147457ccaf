import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { expect, it, vi } from 'vitest';
import { RootBoundary } from './RootBoundary';

let broken = true;
function Header() {
  if (broken) throw new Error('no adapter name');
  return <header>Negative Space</header>;
}

/** React writes what a boundary has caught to the console, as the boundary does: both are meant here. */
function quietly(): void {
  vi.mocked(console.error).mockImplementation(() => undefined);
}

it('says what happened in place of a blank page, and draws it again when it can', async () => {
  quietly();
  broken = true;
  const keys = userEvent.setup();
  render(
    <RootBoundary>
      <Header />
    </RootBoundary>,
  );
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('no adapter name');
  expect(screen.getByRole('button', { name: /^Reload/ })).toBeTruthy();

  await keys.click(screen.getByRole('button', { name: 'Copy the details' }));
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied.'));
  const copied = await navigator.clipboard.readText();
  for (const part of ['Error: no adapter name', `Page: ${location.href}`, 'Browser: ', 'Header']) expect(copied).toContain(part);

  broken = false;
  await keys.click(screen.getByRole('button', { name: 'Draw the page again' }));
  expect(screen.getByRole('banner').textContent).toBe('Negative Space');
  vi.mocked(console.error).mockClear();
});

it('leaves what does not belong to React alone: a worker goes on, and answers when the page is drawn again', async () => {
  quietly();
  broken = true;
  const { port1: page, port2: worker } = new MessageChannel();
  // Stands for the training worker: it keeps a checkpoint, and is asked for it.
  let steps = 0;
  const training = setInterval(() => (steps += 1), 1);
  page.start();
  worker.onmessage = () => worker.postMessage(steps);
  const keys = userEvent.setup();
  function Steps() {
    const [said, say] = useState<number>();
    useEffect(() => page.addEventListener('message', ({ data }) => say(data as number)), []);
    return (
      <button type="button" onClick={() => page.postMessage('checkpoint')}>
        {said === undefined ? 'ask' : `step ${said}`}
      </button>
    );
  }
  render(
    <RootBoundary>
      <Header />
      <Steps />
    </RootBoundary>,
  );
  const before = steps;
  broken = false;
  await keys.click(screen.getByRole('button', { name: 'Draw the page again' }));
  await keys.click(screen.getByRole('button', { name: 'ask' }));
  const answer = await screen.findByRole('button', { name: /^step \d+$/ });
  expect(Number(answer.textContent?.slice(5))).toBeGreaterThan(before);
  clearInterval(training);
  page.close();
  vi.mocked(console.error).mockClear();
});
