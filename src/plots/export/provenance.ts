/** What a plot was measured with, as its files carry it: in words under the picture, and for machines within it. */
import { createContext } from 'react';

/** Where the data come from: said in the picture and in the name of the file. */
export interface Origin {
  run?: string;
  step?: number;
  /** Part of the image set that was measured: `validation`. */
  part?: string;
}

export interface Provenance {
  /** Sentences of the caption. */
  caption: readonly string[];
  /** The same for machines: what JSON can hold. */
  data: Readonly<Record<string, unknown>>;
}

/** What the page knows of where a plot comes from; without one the files say what the plot itself says. */
export const ProvenanceContext = createContext<((origin: Origin) => Provenance) | undefined>(undefined);

/** Lines of at most so many pixels, broken between words; a word that is longer has a line of its own. */
export function wrapped(sentences: readonly string[], width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const sentence of sentences) {
    let line = '';
    for (const word of sentence.split(' ')) {
      const longer = line ? `${line} ${word}` : word;
      if (line && measure(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    if (line) lines.push(line);
  }
  return lines;
}
