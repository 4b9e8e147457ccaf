import type { ReactNode } from 'react';
import { Tip } from '../../controls';
import { GLOSSARY, type GlossaryTerm } from './glossary';
import './help.css';

/** A short term that says what it means: on hover, and where Tab reaches it. */
export function Gloss({ term, children = term }: { term: GlossaryTerm; children?: ReactNode }) {
  return (
    <Tip text={GLOSSARY[term]}>
      {/* Takes the focus, as a pointer is not the only way to ask. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <span className="help-gloss" role="note" tabIndex={0}>
        {children}
      </span>
    </Tip>
  );
}
