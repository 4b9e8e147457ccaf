import { Fragment, useEffect, useRef } from 'react';
import { Dialog } from '../../controls';
import { usePreferences } from '../../state/preferences';
import { useCommands } from '../commands';
import { KEY_COMMANDS } from '../keyboard/keyboard';
import { PLOT_KEYS } from '../keyboard/plotKeys';

/** What the page is, how it is read, and the keys. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const commands = useCommands();
  // While the dialog closes, the page behind it takes no focus: the tour waits for it to be gone.
  const touring = useRef(false);
  useEffect(() => {
    if (open) touring.current = false;
  }, [open]);
  const singleKeys = usePreferences((chosen) => chosen.singleKeys);
  return (
    <Dialog
      open={open}
      title="Negative Space"
      onClose={onClose}
      onClosed={() => {
        if (touring.current) commands.tour();
      }}
      handsFocusOn={() => touring.current}
      actions={
        <>
          <button
            type="button"
            className="button button-small"
            onClick={() => {
              touring.current = true;
              onClose();
            }}
          >
            Take the tour
          </button>
          <button type="button" className="button button-small" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      <div className="app-help-body">
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
        <label className="app-help-switch">
          <input type="checkbox" checked={singleKeys} onChange={({ target }) => usePreferences.setState({ singleKeys: target.checked })} />
          Single keys act on the page. Without them every command stays on its button; keys of a plot work while it has the focus.
        </label>
        <dl className="app-help-keys" data-off={!singleKeys || undefined}>
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
            <dl className="app-help-keys">
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
    </Dialog>
  );
}
