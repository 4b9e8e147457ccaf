import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inLab, testStores } from '../../state/testing/rendered';
import { Dialog, PopoverButton } from '../../controls';
import { defaultPreferences, usePreferences } from '../../state/preferences';
import { HelpDialog } from '../header/HelpDialog';
import { commandsOf } from '../commands';
import { listenToKeys } from './keyboard';

const { lab: labStore } = testStores;

const { train, pause, step, selectAnchor, status } = labStore.getState();
const done: (() => void)[] = [];
const asked = { train: 0, pause: 0, step: 0 };
let stop: () => void;

let viewsSeen = true;

beforeEach(() => {
  usePreferences.setState(defaultPreferences);
  Object.assign(asked, { train: 0, pause: 0, step: 0 });
  done.length = 0;
  // What the keys ask for is counted; how it is carried out is the state's own business.
  labStore.setState({
    trained: true,
    wantsTraining: false,
    status: { ...status, state: 'paused', step: 298, steps: 300 },
    train: () => Promise.resolve(void (asked.train += 1)),
    pause: () => Promise.resolve(void (asked.pause += 1)),
    step: () => {
      asked.step += 1;
      return new Promise((resolve) => done.push(() => resolve({})));
    },
  });
  viewsSeen = true;
  stop = listenToKeys(
    commandsOf(testStores),
    () => undefined,
    () => viewsSeen,
  );
});

afterEach(() => {
  stop();
  for (const finish of done) finish();
  labStore.setState({ trained: false, wantsTraining: false, status, train, pause, step, selectAnchor });
});

const hold = (key: string, times = 5) => {
  for (let i = 0; i < times; i++)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, repeat: i > 0, bubbles: true, cancelable: true }));
};
const press = (key: string) => hold(key, 1);
const finishStep = async () => {
  done.splice(0).forEach((finish) => finish());
  await Promise.resolve().then(() => Promise.resolve());
  await new Promise((resolve) => setTimeout(resolve));
};

describe('a key that is held', () => {
  it('starts or pauses once', () => {
    hold(' ');
    expect(asked).toEqual({ train: 1, pause: 0, step: 0 });
  });

  it('takes one step', () => {
    hold('s');
    expect(asked.step).toBe(1);
  });

  it('goes on from anchor to anchor', () => {
    const anchors = vi.fn();
    labStore.setState({
      evaluation: { rows: new Int32Array(9), labels: new Int32Array(9) },
      selectAnchor: anchors,
    });
    hold(']', 4);
    expect(anchors).toHaveBeenCalledTimes(4);
  });

  it('leaves the anchor alone where Train is not seen; training it starts and pauses all the same', () => {
    const anchors = vi.fn();
    labStore.setState({ evaluation: { rows: new Int32Array(9), labels: new Int32Array(9) }, selectAnchor: anchors });
    viewsSeen = false;
    press(']');
    press(' ');
    expect(anchors).not.toHaveBeenCalled();
    expect(asked.train).toBe(1);
  });
});

describe('a step', () => {
  it('is not asked for while one is under way, nor beyond the last', async () => {
    press('s');
    press('s');
    press('s');
    expect(asked.step, 'one at a time').toBe(1);
    labStore.setState({ status: { ...labStore.getState().status, step: 299 } });
    await finishStep();
    press('s');
    expect(asked.step).toBe(2);
    labStore.setState({ status: { ...labStore.getState().status, step: 300 } });
    await finishStep();
    press('s');
    expect(asked.step, 'there is no step 301 of 300').toBe(2);
  });

  it('and a start are not to be had by key where the button is disabled', () => {
    labStore.setState({ status: { ...status, state: 'finished', step: 300, steps: 300 } });
    press('s');
    press(' ');
    expect(asked).toEqual({ train: 0, pause: 0, step: 0 });
  });
});

describe('what is open over the page', () => {
  it('keeps its keys: a popover those pressed in it', async () => {
    const keys = userEvent.setup();
    render(
      <PopoverButton label="About" icon="?" width={200}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div role="document" tabIndex={0}>
          words
        </div>
      </PopoverButton>,
    );
    await keys.click(screen.getByRole('button', { name: 'About' }));
    (await screen.findByRole('document')).focus();
    await keys.keyboard('s ');
    expect(asked).toEqual({ train: 0, pause: 0, step: 0 });
    await keys.keyboard('{Escape}');
  });

  it('keeps its keys: a dialog all of them', async () => {
    render(
      <Dialog open title="Settings" onClose={() => undefined}>
        words
      </Dialog>,
    );
    await screen.findByRole('dialog');
    press('s');
    press(' ');
    expect(asked).toEqual({ train: 0, pause: 0, step: 0 });
  });
});

it('single keys are switched off in the help, and stay off', async () => {
  const keys = userEvent.setup();
  const { unmount } = render(<HelpDialog open onClose={() => undefined} />, { wrapper: inLab });
  await keys.click(await screen.findByRole('checkbox', { name: /Single keys act on the page/ }));
  unmount();
  press('s');
  press(' ');
  expect(asked).toEqual({ train: 0, pause: 0, step: 0 });
  expect(JSON.parse(localStorage.getItem('negative-space/preferences') ?? '{}')).toMatchObject({ state: { singleKeys: false } });
});
