import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { TOPICS, type Topic } from './topics';

const topics: [string, Topic][] = Object.entries(TOPICS);

describe('help of the panels', () => {
  it.each(topics)('%s: three whole sentences, each of them one', (_, { sentences }) => {
    expect(sentences).toHaveLength(3);
    for (const sentence of sentences) {
      expect(sentence).toMatch(/^\p{Lu}.*[.]$/u);
      expect(sentence.split(/[.!?](?=\s\p{Lu})/u)).toHaveLength(1);
    }
  });

  it.each(topics)('%s: a formula in MathML with nothing empty to read', (_, { formula }) => {
    if (!formula) return;
    const markup = renderToStaticMarkup(createElement('div', null, formula));
    expect(markup).toMatch(/<math display="block">.*<\/math>/);
    expect(markup, 'every fraction has two parts').not.toMatch(/<mfrac>(<m[ion][^>]*>[^<]*<\/m[ion]>)?<\/mfrac>/);
    expect(markup).not.toMatch(/undefined|\[object/);
  });

  it('names every panel once', () => {
    expect(new Set(topics.map(([, { panel }]) => panel)).size).toBe(topics.length);
  });
});
