/** The scatter plot as an element: keyboard, description, and the drawing kept in step with the scene. */
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { Scatter } from './scatter/Scatter';
import { useExported, type LegendEntry, type Table } from './export';
import { scatterSvg, scatterTable } from './scatter/svg';
import type { ScatterEvents, ScatterScene } from './scatter/scene';

export interface ScatterHandle {
  home(): void;
  centreOn(index: number): void;
}

export interface ScatterPlotProps extends Omit<ScatterEvents, 'say'> {
  scene: ScatterScene;
  /** What it is and what is chosen in it, in one or two sentences. */
  label: string;
  /** Id of the element that tells the keys. */
  describedBy: string;
  handle?: Ref<ScatterHandle>;
  /** What it is called in the export menu of its panel. */
  name: string;
  /** What is known of the points beyond what is drawn. */
  table?: () => Table;
  /** What the colours mean. */
  legend?: () => LegendEntry[];
}

export function ScatterPlot({ scene, hover, select, lasso, label, describedBy, handle, name, table, legend }: ScatterPlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Scatter>(null);
  const [said, setSaid] = useState('');
  const say: ScatterEvents['say'] = (index, what) => {
    const words = scene.describe(index).join(', ');
    setSaid(what === 'chosen' ? `Anchor: ${words}` : words);
  };
  const events = useRef<ScatterEvents>({ hover, select, lasso, say });
  useEffect(() => {
    events.current = { hover, select, lasso, say };
  });

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const scatter = new Scatter(element, {
      hover: (index) => events.current.hover(index),
      select: (index) => events.current.select(index),
      say: (index, what) => events.current.say?.(index, what),
      lasso: (indices, add) => events.current.lasso(indices, add),
    });
    plot.current = scatter;
    return () => {
      plot.current = null;
      scatter.destroy();
    };
  }, []);

  useEffect(() => plot.current?.update(scene), [scene]);

  useImperativeHandle(handle, () => ({ home: () => plot.current?.home(), centreOn: (index) => plot.current?.centreOn(index) }), []);

  useExported(host, {
    name,
    drawing: () => {
      const picture = plot.current?.picture();
      if (!picture) throw new Error('This plot has not been drawn yet.');
      return { pictures: [{ picture: scatterSvg(picture.scene, picture.view, picture.size, picture.ink) }], legend: legend?.() };
    },
    table: table ?? (() => scatterTable(scene)),
  });

  return (
    <>
      {/* An application, not an image: arrow keys choose points in it, so it has to take the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={host} className="scatter" role="application" tabIndex={0} aria-label={label} aria-describedby={describedBy} />
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}
