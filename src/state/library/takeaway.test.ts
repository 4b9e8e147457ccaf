import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { archiveEntries, archiveOfSeveral } from '../../core/export';
import { expandZip } from '../../core/ingest/archives/zip';
import { DEFAULT_LIMITS } from '../../core/ingest/limits';
import { createPace } from '../../core/ingest/pace';
import { fromBlob } from '../../core/ingest/source';
import { encodeRecord } from '../../core/record/encode';
import { zipStream, type ZipEntry } from '../../core/record/zipStream';
import { until } from '../testing/local';
import { foreignRecord, runsPages } from '../testing/runsPages';
import { importRecords, keptRecord, shownRecord, takeRecords } from './takeaway';

const zipped = (entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): Promise<Blob> => new Response(zipStream(entries)).blob();

describe('experiments taken along, over the real training host', () => {
  const page = runsPages();
  const foreign = (id: string, step = 4) => foreignRecord(id, { step });
  const brought = (file: Blob, path: string) => ({ path, file: new File([file], path) });

  it('go on elsewhere, from the file, as if nobody had interrupted them, to the bit', async () => {
    const here = await page();
    await here.state().step(4);
    const record = await shownRecord(here);
    expect(record).toMatchObject({ step: 4, checkpoint: { step: 4 } });
    const file = await zipped(archiveEntries({ record }));
    await here.state().step(4);
    await until(() => here.state().runs[0]!.metrics.length === 8);

    const there = await page();
    const [id] = await importRecords(there, file, 'experiment.zip');
    expect(there.asked()).not.toContain('create');
    await there.runs.getState().continueFrom(id!);
    await until(() => there.state().status.activity === undefined);
    await there.state().step(4);
    await until(() => there.state().runs[0]!.metrics.length === 8);
    for (const [i, { metrics }] of here.state().runs.entries()) {
      expect(there.state().runs[i]!.metrics.loss).toEqual(metrics.loss);
      expect(there.state().runs[i]!.metrics.gradientNorm).toEqual(metrics.gradientNorm);
    }
    expect((await keptRecord(there, id!)).checkpoint).toBeDefined();
  });

  it('are refused with what to do where nothing was trained or evaluated', async () => {
    const { lab, runs, records } = await page();
    await expect(shownRecord({ lab, runs, records })).rejects.toThrow(/nothing to take along.*train/);
  });

  it('leave what is kept alone: the same one is known, another of its name gets a name of its own', async () => {
    const here = await page();
    const record = foreign('one');
    const file = await encodeRecord(record);
    expect(await importRecords(here, file, 'a.zip')).toEqual(['one']);
    expect(await importRecords(here, file, 'a.zip')).toEqual(['one']);
    expect(here.records.kept).toHaveLength(1);
    expect(await importRecords(here, await encodeRecord({ ...record, step: 2 }), 'b.zip')).toEqual(['one (2)']);
    expect(here.records.entries.get('one')!.record.step).toBe(4);
  });

  it('are for the same images, under whatever id these have here', async () => {
    const here = await page();
    const contentHash = 'sha-256-pixels:ab12';
    here.images.list = async () => [
      { id: 'emoji', title: 'Emoji', detail: '' },
      { id: 'mine', title: 'Birds', detail: '', removable: true, contentHash },
    ];
    const record = { ...foreign('birds'), imageSet: { id: 'own-7', name: 'Birds', images: 90, classes: 4, contentHash } };
    const own = { ...record, configuration: { ...record.configuration, imageSet: 'own-7' } };
    const [id] = await importRecords(here, await encodeRecord(own), 'birds.zip');
    const { record: kept } = here.records.entries.get(id!)!;
    expect([kept.imageSet.id, kept.configuration.imageSet]).toEqual(['mine', 'mine']);
    const other = { ...own, id: 'others', imageSet: { ...own.imageSet, contentHash: 'sha-256-pixels:cd34' } };
    const [others] = await importRecords(here, await encodeRecord(other), 'others.zip');
    expect(here.records.entries.get(others!)!.record.imageSet.id).toBe('own-7');
  });

  it('keep nothing of a file in which one is damaged', async () => {
    const here = await page();
    const entries: ZipEntry[] = [];
    for await (const entry of archiveOfSeveral({ title: 't', experiments: [{ record: foreign('a') }, { record: foreign('b') }] }))
      entries.push(entry.path.startsWith('2-') && entry.path.endsWith('loss.npy') ? { ...entry, bytes: entry.bytes.slice(0, 9) } : entry);
    await expect(importRecords(here, await zipped(entries), 'sweep.zip')).rejects.toThrow(/^sweep\.zip, 2-/);
    expect(here.records.kept).toEqual([]);
  });

  it('are cells of their sweep again, so that it goes on with what is missing', async () => {
    const there = await page();
    const records = [foreign('one', 8), foreign('two', 4)];
    const definition = {
      ...{ id: 'sweep-1', title: 'Seeds', date: '2026-11-28T12:00:00Z', imageSet: records[0]!.imageSet, base: records[0]!.configuration },
      ...{ grid: { seed: [1, 2] }, budget: { steps: 8 }, metric: 'recall@1' },
    };
    const several = (changed: object) =>
      zipped(
        archiveOfSeveral({
          ...{ title: 'Seeds', experiments: records.map((record) => ({ record })) },
          sweep: { definition: { ...definition, ...changed }, cellOf: ['cell a', 'cell b'] },
        }),
      );
    await importRecords(there, await several({}), 'sweep.zip');
    const rows = () => [...there.records.entries.values()].map(({ kept }) => [kept.id, kept.state, kept.sweep]);
    expect(rows()).toEqual([
      ['one', 'complete', { id: 'sweep-1', cell: 'cell a' }],
      ['two', 'under way', { id: 'sweep-1', cell: 'cell b' }],
    ]);
    // A sweep that cannot be: the records stand by themselves.
    const alone = await page();
    await importRecords(alone, await several({ grid: { 'head.kappa': [1] } }), 'sweep.zip');
    expect([...alone.records.entries.values()].map(({ kept }) => kept.sweep)).toEqual([undefined, undefined]);
  });

  it('are told from images among what is dropped, kept, and the only one shown', async () => {
    const here = await page();
    const images = await zipped([{ path: 'cat/1.png', bytes: Uint8Array.of(1), packed: false }]);
    const files = [brought(images, 'pets.zip'), brought(await encodeRecord(foreign('one')), 'run.zip'), brought(images, 'cat.png')];
    here.place.getState().go('sweep');
    expect(await takeRecords(here, files)).toEqual([files[0], files[2]]);
    expect(here.runs.getState().opened).toBe('one');
    expect(here.place.getState().place).toBe('train');
    expect(here.state().stored).toBeDefined();
    expect((await shownRecord(here)).id).toBe('one');
    // Said each time: the second time nothing else changes.
    const read = { kind: 'info', text: expect.stringMatching(/^“.+” was read: it is shown here/) as string };
    expect(here.state().notices.at(-1)).toMatchObject(read);
    here.state().dismiss(here.state().notices.at(-1)!.id);
    await takeRecords(here, files);
    expect(here.state().notices.at(-1)).toMatchObject(read);
  });

  it('may be the folder that train.py has left, which is kept as it is named; one of which a file is missing is not', async () => {
    const here = await page();
    const { files } = await expandZip(
      fromBlob(new Blob([Uint8Array.from(await readFile('test/records/result-version-1.zip'))]), 'r'),
      DEFAULT_LIMITS,
      createPace({}),
    );
    const result = await Promise.all(
      files.map(async (file) => ({ path: `out/${file.path.slice(2)}`, file: new Blob([await file.bytes()]) })),
    );
    const picture = { path: 'cats/1.png', file: new Blob(['x']) };
    expect(await takeRecords(here, [picture, ...result])).toEqual([picture]);
    const [kept] = [...here.records.entries.values()];
    expect(kept!.record).toMatchObject({ step: 7, backend: { backend: 'pytorch' } });
    expect(await here.records.checkpoint(kept!.record.id)).toMatchObject({ step: 7 });
    const [, ...cut] = result.filter(({ path }) => !path.endsWith('weights.safetensors'));
    await takeRecords(here, [result[0]!, ...cut]);
    expect(here.state().notices.at(-1)).toMatchObject({
      kind: 'error',
      text: expect.stringMatching(/^out: .*weights.* is missing/) as string,
    });
    expect(here.records.entries.size).toBe(1);
  });

  it('stay among the runs where they cannot be shown, and what cannot be read is named', async () => {
    const here = await page();
    const elsewhere = { ...foreign('far'), imageSet: { id: 'own-3', name: 'My birds', images: 90, classes: 4 } };
    await takeRecords(here, [brought(await encodeRecord(elsewhere), 'far.zip')]);
    expect([...here.records.entries.keys()]).toEqual(['far']);
    expect(here.place.getState().place).toBe('runs');
    expect(here.state().notices.at(-1)).toMatchObject({ kind: 'warning', text: expect.stringMatching(/kept.*My birds/) as string });
    const cut = (await encodeRecord(foreign('cut'))).slice(0, 3000);
    await takeRecords(here, [brought(cut, 'cut.zip')]);
    expect(here.state().notices.at(-1)).toMatchObject({ kind: 'error', text: expect.stringMatching(/^cut\.zip: /) as string });
    await takeRecords(here, [brought(await encodeRecord(foreign('a')), 'a.zip'), brought(await encodeRecord(foreign('b')), 'b.zip')]);
    expect(here.state().notices.at(-1)!.text).toMatch(/^2 experiments/);
    expect(here.runs.getState().opened).toBeUndefined();
  });
});
