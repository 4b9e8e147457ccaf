import { useEffect, useRef, useState } from 'react';
import { Mark } from '../../src/app/header/Mark';
import { findAdapter } from '../../src/core/backend/adapter';
import { useSize } from '../../src/plots/useSize';
import { backendNames, findings, headline, markdownOf, type Report } from '../step/report';
import { columns } from '../step/table';
import { ScalingPlot } from '../sweep/ScalingPlot';
import { fitInWords, sweepMarkdown } from '../sweep/words';
import { CopyButtons } from './CopyButtons';
import { ProgressLine } from './ProgressLine';
import { Meanings, ResultTable } from './ResultTable';
import { SettingsPanel } from './SettingsPanel';
import { proposal, type Machine, type Settings } from './settings';
import { ThemeButton } from './ThemeButton';
import { useBench, type Sweep } from './useBench';
import './bench.css';

/** What the visitor's machine does with a training step: settings, the table, and how step time grows with the work. */
export function BenchPage() {
  const [machine, setMachine] = useState<Machine>();
  const [settings, setSettings] = useState<Settings>();
  const bench = useBench();
  useEffect(() => {
    void findAdapter().then((search) => {
      const found: Machine = { webgpu: 'found' in search ? search.found : { missing: search.missing } };
      setMachine(found);
      setSettings((before) => before ?? proposal(found));
    });
  }, []);
  return (
    <>
      <header className="bench-header">
        <div className="bench-brand">
          <Mark />
          <h1>Negative Space</h1>
          <span>benchmark</span>
        </div>
        <a className="bench-link" href="./">
          To the laboratory
        </a>
        <ThemeButton />
      </header>
      <main className="bench-main">
        <p className="bench-lead">
          One training step of a vision transformer with its contrastive loss and optimiser, as the laboratory computes it, beside the same
          model in plain TensorFlow.js operations and in jax-js: same weights, same images. Their losses are compared first, then their
          steps are timed in turn. Everything runs in this page; nothing is sent anywhere.
        </p>
        {machine && settings ? (
          <SettingsPanel
            machine={machine}
            settings={settings}
            change={(patch) => setSettings({ ...settings, ...patch })}
            busy={bench.progress !== undefined}
            compare={() => void bench.runComparison(settings)}
            sweep={() => void bench.runSweep(settings)}
          />
        ) : (
          <section className="panel">Looking for a GPU …</section>
        )}
        <ProgressLine progress={bench.progress} cancel={bench.cancel} failure={bench.failure} />
        {!bench.report && !bench.swept && (
          <section className="panel" aria-labelledby="meanings-title">
            <div className="panel-head">
              <h2 id="meanings-title" className="panel-title">
                What is measured
              </h2>
            </div>
            <Meanings columns={columns} />
          </section>
        )}
        {bench.report && <Comparison report={bench.report} done={bench.progress === undefined} />}
        {bench.swept && <Scaling swept={bench.swept} done={bench.progress === undefined} />}
      </main>
    </>
  );
}

/** A plot drawn for less than this has no room for its words: below, the whole of it shrinks. */
const NARROWEST = 560;

/** As JSON: what was measured, and on what. */
const context = () => ({ browser: navigator.userAgent, cores: navigator.hardwareConcurrency, isolated: crossOriginIsolated });

function Comparison({ report, done }: { report: Report; done: boolean }) {
  return (
    <section className="panel" aria-labelledby="comparison-title">
      <div className="panel-head">
        <h2 id="comparison-title" className="panel-title">
          {headline(report)}
        </h2>
        <CopyButtons
          ready={done}
          markdown={() => markdownOf(report)}
          json={() => JSON.stringify({ ...context(), reports: [report] }, null, 2)}
        />
      </div>
      {report.rows.length > 0 ? (
        <ResultTable rows={report.rows} />
      ) : (
        <p className="panel-note">{done ? 'Nothing was measured.' : 'Rows appear with the first timed steps.'}</p>
      )}
      <ul className="bench-findings">
        {findings(report).map((finding) => (
          <li key={finding}>{finding}</li>
        ))}
      </ul>
    </section>
  );
}

function Scaling({ swept, done }: { swept: Sweep; done: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width;
  const { settings, result } = swept;
  const { points, fits, limit, failures, adapter } = result;
  const title = `A step around model ${settings.model}, batch ${settings.batch}, ${backendNames[settings.backend]} on ${adapter}`;
  return (
    <section className="panel" aria-labelledby="scaling-title">
      <div className="panel-head">
        <h2 id="scaling-title" className="panel-title">
          Where the cost of a step stops being overhead
        </h2>
        <CopyButtons
          ready={done}
          markdown={() => sweepMarkdown(result)}
          json={() => JSON.stringify({ ...context(), sweeps: [{ backend: settings.backend, result }] }, null, 2)}
        />
      </div>
      <div ref={frame} className="bench-plot">
        {width !== undefined && width > 200 && points.length > 1 && (
          <ScalingPlot
            points={points}
            fits={fits}
            limit={limit}
            width={Math.max(NARROWEST, Math.floor(width))}
            height={420}
            title={title}
          />
        )}
      </div>
      <ul className="bench-findings">
        {fits.map(({ contender, fit }) => (
          <li key={contender}>{fitInWords(contender, fit, limit)}</li>
        ))}
        {failures.map(({ model, batch, reason }) => (
          <li key={JSON.stringify([model, batch])}>
            Not measured: batch {batch}, {model.image} px, width {model.width}, depth {model.depth}: {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
