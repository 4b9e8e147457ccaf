import { useLayoutEffect, useState, type RefObject } from 'react';

export interface Size {
  width: number;
  height: number;
}

/** The content box of an element, followed as it changes; undefined until it has been laid out. */
export function useSize(element: RefObject<HTMLElement | null>): Size | undefined {
  const [size, setSize] = useState<Size>();
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const resized = (width: number, height: number) =>
      setSize((before) =>
        before && Math.abs(before.width - width) < 0.5 && Math.abs(before.height - height) < 0.5 ? before : { width, height },
      );
    const observer = new ResizeObserver(([entry]) => {
      if (entry) resized(entry.contentRect.width, entry.contentRect.height);
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
