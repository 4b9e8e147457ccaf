/** MathML in few letters, for the formulas of the help. */
import { createElement, type ReactNode } from 'react';

type Part = ReactNode;

const tag =
  (name: string) =>
  (...parts: Part[]): ReactNode =>
    createElement(name, null, ...parts);

/** A variable, in italics. */
export const v = (name: string): ReactNode => createElement('mi', null, name);
/** The name of a function, upright. */
export const fn = (name: string): ReactNode => createElement('mi', { mathvariant: 'normal' }, name);
export const n = (value: number | string): ReactNode => createElement('mn', null, value);
export const o = (sign: string): ReactNode => createElement('mo', null, sign);
/** A bracket that does not grow with what it encloses. */
export const bar = (sign: string): ReactNode => createElement('mo', { stretchy: 'false' }, sign);
export const text = tag('mtext');
export const row = tag('mrow');
export const frac = tag('mfrac');
export const sqrt = tag('msqrt');
export const sub = tag('msub');
export const sup = tag('msup');
export const subsup = tag('msubsup');
/** Room between factors. */
export const thin: ReactNode = createElement('mspace', { width: '0.17em' });
/** A function before what it is of, where no bracket follows. */
export const before = (name: string): ReactNode => row(fn(name), thin);
/** Σ over an index. */
export const sum = (under: Part): ReactNode => createElement('munder', null, o('∑'), under);
export const call = (name: string, ...parts: Part[]): ReactNode => row(fn(name), bar('('), ...parts, bar(')'));
export const norm = (...parts: Part[]): ReactNode => row(bar('‖'), ...parts, bar('‖'));
/** Its parts are static: React warns of missing keys only for arrays, and these are arguments. */
export const math = (...parts: Part[]): ReactNode => createElement('math', { display: 'block' }, ...parts);

/** x with a sign above: anchor's positive, negative, j-th negative. */
export const positive = sup(v('x'), o('+'));
export const negative = sup(v('x'), o('−'));
export const negativeJ = subsup(v('x'), v('j'), o('−'));
