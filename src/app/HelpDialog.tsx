import { Fragment, useEffect, useRef } from 'react';
import { commands } from './commands';
import { KEY_COMMANDS } from './keyboard';
import { PLOT_KEYS } from './plotKeys';

/** What the page is, how it is read, and the keys. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === open) return;
    if (open) element.showModal();
    else element.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="dialog help" aria-labelledby="help-title" onClose={onClose}>
      <div className="dialog-head">
        <h2 id="help-title">Negative Space</h2>
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            onClose();
            commands.tour();
          }}
        >
          Take the tour
        </button>
        <button type="button" className="button button-small" onClick={onClose}>
          Close
        </button>
      </div>
      <div className="dialog-body help-body">
        <p>
          Several models learn the same images side by side: same initial weights, same batches, and only the geometry differs in which they
          compare them. Every picture here shows images that none of them was trained on.
        </p>
        <ul>
          <li>Choose an image anywhere: it is the anchor everywhere.</li>
          <li>Hard negatives are the nearest images of other classes. A red box: absent from the other run’s nearest.</li>
          <li>p(x⁻) is the share of the anchor’s gradient that goes to a negative.</li>
          <li>Before the first step the sliders set up the experiment. Later they ask “what if”, drawn dashed, until they are applied.</li>
        </ul>
        <h3>Keys</h3>
        <dl className="help-keys">
          {[...KEY_COMMANDS, { key: '?', label: '?', does: 'This help' }].map((command) => (
            <div key={command.key}>
              <dt>
                <kbd className="kbd">{command.label}</kbd>
              </dt>
              <dd>{command.does}</dd>
            </div>
          ))}
        </dl>
        {PLOT_KEYS.map(({ where, keys }) => (
          <Fragment key={where}>
            <h3>{where}</h3>
            <dl className="help-keys">
              {keys.map(({ label, does }) => (
                <div key={label}>
                  <dt>
                    <kbd className="kbd">{label}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </Fragment>
        ))}
        <p className="panel-note">
          After Yue, Lin, Mou, Zhang: Understanding Hyperbolic Metric Learning through Hard Negative Sampling (WACV 2024, arXiv 2404.15523),
          and Ermolov et al.: Hyperbolic Vision Transformers (CVPR 2022, arXiv 2203.10833). In a console, <code>window.lab</code> trains and
          reads everything out.
        </p>
      </div>
    </dialog>
  );
}
