import temml from 'temml';
import { describe, expect, it } from 'vitest';
import { mathml } from './Formula';
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

  it.each(topics)('%s: a formula that can be drawn, with nothing empty in it', async (_, { formula }) => {
    if (!formula) return;
    expect(() => temml.renderToString(formula, { throwOnError: true })).not.toThrow();
    const markup = await mathml(formula);
    expect(markup).toMatch(/^<math[^>]*display="block"[^]*<\/math>$/);
    expect(markup, 'no command is left as it is written').not.toContain('\\');
    expect(markup, 'every fraction has two parts').not.toMatch(/<mfrac><mrow><\/mrow>|<mrow><\/mrow><\/mfrac>/);
  });

  it('a formula that cannot be drawn is shown as it is written', async () => {
    expect(await mathml(String.raw`\frac{1}{`)).toBe('');
  });

  it('names every panel once', () => {
    expect(new Set(topics.map(([, { panel }]) => panel)).size).toBe(topics.length);
  });
});
