import { describe, expect, it } from 'vitest';
import { randomConfig } from '../../core/configuration/testing/randomConfig';
import { randomRecord } from '../../core/record/testing/randomRecord';
import { fromHash } from '../../state/configUrl';
import { commandOf, linkTo, quoted } from './link';

describe('links and commands', () => {
  it('keep the page’s address and lead back to the configuration', () => {
    expect(linkTo(randomConfig(1), undefined, 'https://example.org/lab/?isolation=off#v1&seed=9')).toMatch(
      /^https:\/\/example\.org\/lab\/\?isolation=off#v1&/,
    );
    for (let seed = 0; seed < 50; seed++) {
      const config = randomConfig(seed);
      expect(fromHash(new URL(linkTo(config, undefined, 'https://example.org/')).hash).config).toEqual(config);
    }
  });

  it('say the same in a shell, whatever the names', () => {
    const record = { ...randomRecord(1), step: 120 };
    const link = linkTo(randomConfig(3), undefined, 'https://example.org/lab/');
    const command = commandOf(record, link, true);
    expect(command).toMatch(/^npm run lab -- train --config '#v1&.*' --backend wasm --steps 120 --out DIR$/);
    expect(commandOf({ ...record, imageSet: { ...record.imageSet, name: "Bob's birds" } }, link, false)).toContain(
      String.raw`--images 'FOLDER OF Bob'\''s birds'`,
    );
    expect(quoted("it's")).toBe(String.raw`'it'\''s'`);
  });
});
