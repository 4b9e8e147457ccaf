import { act, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { applyPatch } from '../../core/configuration/validate';
import { recordingOf } from '../../state/library/recording';
import { LabProvider } from '../../state/LabProvider';
import type { LabStore } from '../../state/labStore';
import { MemoryImages, startedLab, until, withLocalTraining, type LocalOptions } from '../../state/testing/local';
import { sampleRecord, sampleRetrieval } from '../../state/testing/samples';
import { createStores } from '../../state/stores';
import { RunsPanel } from './RunsPanel';

function shown(lab: LabStore) {
  render(
    <LabProvider stores={{ ...createStores(), lab }}>
      <RunsPanel />
    </LabProvider>,
  );
}

const button = () => screen.getByRole('button', { name: 'final test' });
const marks = () => screen.queryAllByRole('listitem').flatMap(({ textContent }) => (/^test, step/.test(textContent) ? [textContent] : []));

describe('a final test, over the real training host', () => {
  withLocalTraining();

  const trained = async (options: LocalOptions = {}) => {
    const local = await startedLab({
      images: new MemoryImages({ emoji: 9 }),
      ...options,
      config: { evaluation: { every: 2, split: 'validation' }, ...options.config },
    });
    const { lab, state } = local;
    shown(lab);
    expect(button()).toHaveProperty('disabled', true);
    await act(async () => {
      await state().step(2);
      await until(() => state().runs.every(({ evaluations }) => evaluations.at(-1)?.step === 2));
    });
    return local;
  };

  it('asks first, and is marked with its step and apart from the live figures, from the second look on as such', async () => {
    const keys = userEvent.setup();
    const { state, asked } = await trained();
    expect(screen.getByText(/Recall@1 %/).textContent).toMatch(/validation classes, ± /);
    const live = () => screen.getAllByRole('button', { name: /^Change run/ }).map(({ textContent }) => textContent);
    const before = live();

    await keys.click(button());
    const question = await screen.findByRole('alertdialog', { name: 'Look at the test classes?' });
    expect(question.textContent).toMatch(/as it is now \(step 2\).*Nothing in this session has looked at the test classes before/);
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Not yet'));
    await keys.click(within(question).getByRole('button', { name: 'Not yet' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(asked()).not.toContain('finalTest');
    expect(marks()).toEqual([]);

    await keys.click(button());
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Look at them' }));
    await waitFor(() => expect(marks()).toHaveLength(1));
    const [found] = state().finalTests;
    const recall = (name: string) => (100 * found!.runs[name]!.retrieval.recallAt[1]).toFixed(1);
    expect(marks()[0]).toBe(`test, step 2, spherical ${recall('spherical')}, hyperbolic ${recall('hyperbolic')}, fused ${recall('fused')}`);
    expect(live()).toEqual(before);
    expect(state().runs.every(({ evaluations }) => evaluations.every(({ part }) => part === 'validation'))).toBe(true);

    await act(async () => {
      await state().step(2);
      await until(() => state().runs.every(({ evaluations }) => evaluations.at(-1)?.step === 4));
    });
    expect(marks()[0], 'the mark stays with its step').toMatch(/^test, step 2, spherical/);
    await keys.click(button());
    const again = await screen.findByRole('alertdialog', { name: 'Look at the test classes a 2nd time?' });
    expect(again.textContent).toContain('looked at them once already, at step 2: this will be its 2nd look');
    await keys.click(within(again).getByRole('button', { name: 'Look at them' }));
    await waitFor(() => expect(marks()).toHaveLength(2));
    expect(marks()[1]).toMatch(/^test, step 4, 2nd look, spherical/);

    await act(() => state().reset());
    expect(marks(), 'a new experiment').toEqual([]);
    await act(async () => void (await state().step(1)));
    await keys.click(button());
    const next = await screen.findByRole('alertdialog');
    expect(next.textContent, 'what others have looked at is said').toContain('Other experiments of this session have looked at them twice');
  });

  it('says where the test classes are no unseen ones, and why', async () => {
    const keys = userEvent.setup();
    // Of three training classes none can be spared beside a batch of three.
    await trained({ images: new MemoryImages({ emoji: 5 }) });
    const note = screen.getByText(/Recall@1 %/);
    expect(note.textContent).toContain('test classes (too few to hold back)');
    expect(within(note).getByText(/test classes/).title).toMatch(/none can be held back for validation beside the 3 of a batch/);
    await keys.click(button());
    expect((await screen.findByRole('alertdialog')).textContent).toMatch(/judged by the test classes all along/);
  });
});

describe('a recording', () => {
  it('says the part it was measured on, not the one that is set, and shows its final test beside it', async () => {
    const { lab } = createStores();
    expect(lab.getState().config.evaluation.split, 'by default').toBe('validation');
    shown(lab);
    const old = sampleRecord({ n: 6, d: 4 }, applyPatch(defaultConfig, { evaluation: { split: 'test' } }));
    act(() => lab.conductor.showStored(recordingOf(old)));
    expect(screen.getByText(/Recall@1 %/).textContent).toContain('test classes');
    expect(marks()).toEqual([]);
    expect(button()).toHaveProperty('disabled', true);

    const record = { ...sampleRecord({ n: 6, d: 4 }), id: 'another' };
    const tested = { retrieval: sampleRetrieval(0.4), bodyRetrieval: sampleRetrieval(0.5) };
    const finalTests = [
      { step: 300, times: 1, images: 6, classes: 3, head: defaultConfig.head, runs: record.runs.map(({ id }) => ({ id, ...tested })) },
    ];
    act(() => lab.conductor.showStored(recordingOf({ ...record, finalTests })));
    expect(screen.getByText(/Recall@1 %/).textContent).toContain('validation classes');
    expect(marks()).toEqual(['test, step 300, spherical 40.0, hyperbolic 40.0, fused 40.0']);
  });
});
