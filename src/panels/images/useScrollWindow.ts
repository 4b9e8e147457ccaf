import { useCallback, useState, type RefObject, type UIEvent } from 'react';
import { useSize } from '../../plots/useSize';
import { scrollTo, windowOf, type Window } from './virtual';

export interface ScrollWindow extends Window {
  width: number;
  height: number;
  onScroll(event: UIEvent<HTMLElement>): void;
  /** Brings a row into sight. */
  show(row: number): void;
}

/** Follows the scrolling of a long list whose rows have one height. */
export function useScrollWindow(
  frame: RefObject<HTMLElement | null>,
  rowHeight: number,
  rowCount: (width: number) => number,
): ScrollWindow {
  const size = useSize(frame);
  const [scrollTop, setScrollTop] = useState(0);
  const { width, height } = size ?? { width: 0, height: 0 };
  const show = useCallback(
    (row: number) => {
      const element = frame.current;
      element?.scrollTo({ top: scrollTo(row, element.scrollTop, element.clientHeight, rowHeight) });
    },
    [frame, rowHeight],
  );
  return {
    ...windowOf(scrollTop, height, rowHeight, rowCount(width)),
    width,
    height,
    onScroll: (event) => setScrollTop(event.currentTarget.scrollTop),
    show,
  };
}
