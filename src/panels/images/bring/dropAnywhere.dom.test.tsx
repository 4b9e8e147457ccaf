import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inLab, testStores } from '../../../state/testing/rendered';
import { DropAnywhere } from './DropAnywhere';

const { lab, ingest, ask } = testStores;
const noticed = () => lab.getState().notices.map(({ kind, text }) => [kind, text]);

/** As a browser hands it over: addresses alone, or a file beside them. */
function dropped(types: readonly string[], addresses: string, type = 'drop'): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  const files: File[] = [];
  const data = {
    types,
    files,
    items: files,
    getData: (kind: string) => (kind === 'text/uri-list' || kind === 'text/plain' ? addresses : ''),
  };
  Object.defineProperty(event, type === 'paste' ? 'clipboardData' : 'dataTransfer', { value: data });
  act(() => void window.dispatchEvent(event));
  return event;
}

beforeEach(() => {
  render(<DropAnywhere />, { wrapper: inLab });
});
afterEach(() => {
  for (const { id } of lab.getState().notices) lab.getState().dismiss(id);
});

describe('an address in the place of a file', () => {
  it('of an image of another page: it says what to do, and nothing is fetched or begun', () => {
    const drop = dropped(['text/uri-list', 'text/html'], '# a comment\r\nhttps://example.org/frog.png?size=2\r\n');
    expect(drop.defaultPrevented, 'the browser does not leave this page for it').toBe(true);
    expect(noticed()).toEqual([['info', expect.stringMatching(/^This page fetches nothing from elsewhere\. Save the image first/)]]);
    expect(ingest.getState().stage).toBe('idle');
    expect(ask.getState().open).toBe(false);
  });

  it('that is pasted is advised on where it is one of an image, and left alone where it may be meant for anything', () => {
    dropped(['text/plain'], 'https://example.org/about', 'paste');
    expect(noticed()).toEqual([]);
    dropped(['text/plain'], 'https://example.org/frog.webp#top', 'paste');
    expect(noticed()).toEqual([['info', expect.stringContaining('fetches nothing')]]);
  });

  it('of files of this machine, without the files: it says by which way they come in', () => {
    dropped(['text/uri-list'], 'file:///home/me/birds/a.png\nfile:///home/me/birds/b.png\n');
    expect(noticed()).toEqual([['info', expect.stringMatching(/^Only the addresses of files came with this drop/)]]);
  });

  it('that was dragged within the page is none of its own affairs', () => {
    act(() => void window.dispatchEvent(new Event('dragstart')));
    expect(dropped(['text/uri-list'], 'https://example.org/frog.png').defaultPrevented).toBe(false);
    act(() => void window.dispatchEvent(new Event('dragend')));
    expect(noticed()).toEqual([]);
  });
});
