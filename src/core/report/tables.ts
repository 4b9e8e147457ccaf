/** The tables of a report. */
import { measuresOf, MEASURES, type MetricKey } from '../record/measures';
import type { ExperimentRecord } from '../record/schema';
import { describedBackend } from '../export/words';
import { html, type Markup } from './html';
import { settingRows, type ReportedRun, type SettingRow } from './settings';

const DASH = '–';
const fixed = (value: number, digits: number) => value.toFixed(digits).replace('-', '−');
const percent = (share: number | undefined) => (share === undefined || !Number.isFinite(share) ? DASH : `${fixed(100 * share, 1)} %`);
/** `61.5 ± 3.1 %` */
const withError = (share: number, error: number) =>
  Number.isFinite(error) ? `${fixed(100 * share, 1)} ± ${fixed(100 * error, 1)} %` : percent(share);
const number = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? DASH : String(Number(value.toPrecision(4))).replace('-', '−');
const integer = (value: number) => value.toLocaleString('en');
const measured = (key: MetricKey, value: number | undefined) => (MEASURES[key].unit === 'share' ? percent(value) : number(value));

const runHeading = ({ name, run }: ReportedRun): Markup => html`<th scope="row" class="run ${run.configuration.geometry}">${name}</th>`;
/** @param label what it is a table of: where it is wider than the page it scrolls by itself, with keys, too */
const table = (label: string, head: Markup, rows: readonly Markup[]): Markup =>
  html`<div class="scroll" tabindex="0" role="group" aria-label="${label}">
    <table>
      <thead>
        ${head}
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

/** What the last evaluation of each run measured besides Recall@1. */
const COLUMNS: readonly MetricKey[] = ['map@r', 'effective negatives', 'clipped share', 'loss'];

export function resultsTable(runs: readonly ReportedRun[]): Markup {
  const head = html`<tr>
    <th>run</th>
    <th>step</th>
    <th>part, images</th>
    <th>Recall@1, head</th>
    <th>Recall@1, body</th>
    ${COLUMNS.map((key) => html`<th>${MEASURES[key].label}</th>`)}
  </tr>`;
  const rows = runs.map((one) => {
    const last = one.run.evaluations.at(-1);
    if (!last)
      return html`<tr>
        ${runHeading(one)}
        <td>${DASH}</td>
        <td class="words">not evaluated</td>
      </tr>`;
    const { retrieval, bodyRetrieval, step, part, images, of } = last;
    const values = measuresOf(last, one.run);
    return html`<tr>
      ${runHeading(one)}
      <td>${integer(step)}</td>
      <td>${part}, ${images < of ? `${integer(images)} of ${integer(of)}` : integer(images)}</td>
      <td>${withError(retrieval.recallAt[1], retrieval.standardError)}</td>
      <td>${withError(bodyRetrieval.recallAt[1], bodyRetrieval.standardError)}</td>
      ${COLUMNS.map((key) => html`<td>${measured(key, values[key])}</td>`)}
    </tr>`;
  });
  return table('Results', head, rows);
}

/** The two lines to judge by, of each experiment. */
export function baselinesNote(records: readonly ExperimentRecord[]): Markup {
  const said = records.map(({ baselines: { rawPixels, untrained } }, i) => {
    const lines = [
      ...(rawPixels ? [`raw pixels reach ${withError(rawPixels.recallAt[1], rawPixels.standardError)}`] : []),
      ...(untrained ? [`the untrained model ${withError(untrained.recallAt[1], untrained.standardError)}`] : []),
    ];
    const which = records.length > 1 ? `Experiment ${i + 1}: ` : '';
    return lines.length > 0 ? `${which}${lines.join(', ')}. ` : '';
  });
  return html`<p class="note">
    To judge by, Recall@1: ${said.join('') || 'not recorded. '}± is one standard error, with classes as clusters. Settings are judged on the
    validation part; differences smaller than the errors, or than between two seeds, say nothing of a geometry.
  </p>`;
}

const inParts = (parts: readonly { recallAt1: number }[] = []): string =>
  parts.map(({ recallAt1 }) => percent(recallAt1)).join(', ') || '–';

/** undefined where nothing has been tested. */
export function testsTable(runs: readonly ReportedRun[]): Markup | undefined {
  const rows = runs.flatMap((one) =>
    one.record.finalTests.flatMap(({ step, times, images, classes, runs: tested }) => {
      const found = tested.find(({ id }) => id === one.run.id);
      if (!found) return [];
      const { retrieval, bodyRetrieval } = found;
      return [
        html`<tr>
          ${runHeading(one)}
          <td>${integer(step)}</td>
          <td>${times}</td>
          <td>${integer(images)} of ${integer(classes)} classes</td>
          <td>${withError(retrieval.recallAt[1], retrieval.standardError)}</td>
          <td>${withError(bodyRetrieval.recallAt[1], bodyRetrieval.standardError)}</td>
          <td>${percent(retrieval.mapAtR)}</td>
          <td>${inParts(retrieval.byClassSize)}</td>
          <td>${inParts(retrieval.byLevel)}</td>
        </tr>`,
      ];
    }),
  );
  if (rows.length === 0) return undefined;
  const head = html`<tr>
    <th>run</th>
    <th>step</th>
    <th>look</th>
    <th>test images</th>
    <th>Recall@1, head</th>
    <th>Recall@1, body</th>
    <th>MAP@R</th>
    <th>Recall@1 by class size, the smallest quarter first</th>
    <th>by level of the hierarchy, the coarsest first</th>
  </tr>`;
  return table('Final tests', head, rows);
}

/** A table of what differs between the runs, a column each, and a list of what all have in common. */
export function settingsTables(runs: readonly ReportedRun[]): Markup {
  const rows = settingRows(runs);
  const row = ({ path, values }: SettingRow) =>
    html`<tr class="differs">
      <th scope="row">${path}</th>
      ${values.map((value) => html`<td>${value}</td>`)}
    </tr>`;
  const head = html`<tr>
    <th>setting</th>
    ${runs.map(({ name, run }) => html`<th class="${run.configuration.geometry}">${name}</th>`)}
  </tr>`;
  const differing = rows.filter(({ differs }) => differs);
  const common = rows.filter(({ differs }) => !differs);
  const item = ({ path, values }: SettingRow) =>
    html`<div>
      <dt>${path}</dt>
      <dd>${values[0]}</dd>
    </div>`;
  return html`${differing.length > 0 ? table('Settings that differ', head, differing.map(row)) : html`<p>All runs have the same settings.</p>`}
    <h3>Common to all runs</h3>
    <dl>${common.map(item)}</dl>`;
}

/** Where it was trained, and of which images. */
export function environmentTable(records: readonly ExperimentRecord[]): Markup {
  const seconds = ({ runs }: ExperimentRecord) => Math.max(0, ...runs.map(({ evaluations }) => evaluations.at(-1)?.seconds ?? 0));
  const of = (name: string, say: (record: ExperimentRecord) => string): Markup =>
    html`<tr>
      <th scope="row">${name}</th>
      ${records.map((record) => html`<td class="words">${say(record)}</td>`)}
    </tr>`;
  const evaluated = ({ evaluated: parts }: ExperimentRecord) =>
    parts
      .map(({ part, rows, heldBack, reason }) =>
        [
          `${integer(rows.length)} ${part} images`,
          heldBack > 0 ? `${integer(heldBack)} training images held back for them` : '',
          reason ?? '',
        ]
          .filter(Boolean)
          .join('; '),
      )
      .join('. ') || DASH;
  const head = html`<tr>
    <th></th>
    ${records.map((_, i) => html`<th>${records.length > 1 ? `experiment ${i + 1}` : ''}</th>`)}
  </tr>`;
  return table('Where it was trained', records.length > 1 ? head : html``, [
    of('image set', ({ imageSet: { name, id } }) => (name === id ? name : `${name} (${id})`)),
    of('images', ({ imageSet: { images, classes } }) => `${integer(images)} of ${integer(classes)} classes`),
    of('content hash', ({ imageSet: { contentHash } }) => contentHash ?? 'unknown'),
    of('evaluated', evaluated),
    of('begun', ({ date }) => date),
    of('steps', ({ step }) => integer(step)),
    of('training time', (record) => (seconds(record) > 0 ? `${integer(Math.round(seconds(record)))} s by the clock` : 'not recorded')),
    of('parameters of a model', ({ parameters }) => integer(parameters)),
    of('backend', describedBackend),
    of('page', ({ versions: { app } }) => `Negative Space ${app}`),
    of('TensorFlow.js', ({ versions: { tfjs } }) => tfjs),
    of('browser', ({ versions: { browser } }) => browser),
  ]);
}
