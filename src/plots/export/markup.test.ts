import { describe, expect, it } from 'vitest';
import { element, svgOf, text, words } from './markup';

describe('markup', () => {
  it('holds any words, between tags and in attributes', () => {
    const name = 'a < b & "c" > d\u0007';
    expect(words(name)).toBe('a &lt; b &amp; &quot;c&quot; &gt; d');
    expect(element('text', { 'aria-label': name }, words(name))).toBe(
      '<text aria-label="a &lt; b &amp; &quot;c&quot; &gt; d">a &lt; b &amp; &quot;c&quot; &gt; d</text>',
    );
  });

  it('leaves out attributes without a value, and writes numbers to a hundredth', () => {
    expect(element('circle', { cx: 1 / 3, r: undefined, fill: 'none' })).toBe('<circle cx="0.33" fill="none"/>');
    expect(text(0, 10.005, '3', { 'text-anchor': 'end' })).toBe('<text x="0" y="10.01" text-anchor="end">3</text>');
  });

  it('is a picture of a size, whose place may be given later', () => {
    const picture = { width: 20, height: 10, content: [element('path', { d: 'M0,0L1,1' })] };
    expect(svgOf(picture, { x: 5 })).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" x="5"><path d="M0,0L1,1"/></svg>',
    );
  });
});
