/**
 * A report of one or several experiments: one HTML file that needs nothing besides itself, no script, no network, and is light enough to be
 * mailed. Pure: figures are drawn by the caller.
 */
import type { ExperimentRecord } from '../record/schema';
import { figure, html, textOf, type Markup } from './html';
import { runsOf } from './settings';
import { REPORT_STYLE } from './style';
import { baselinesNote, environmentTable, resultsTable, settingsTables, testsTable } from './tables';

export interface ReportFigure {
  title: string;
  /** One SVG element; colours may be the tokens of `palette.ts` (`var(--ink)`). */
  svg: string;
}

export interface ReportedExperiment {
  record: ExperimentRecord;
  figures: readonly ReportFigure[];
  /** Opens the page with this configuration; or what is put behind the address of any page: `#v1&head.c=0.5`, empty for the default. */
  link: string;
  /** Trains it without a window. */
  command: string;
}

export interface ReportOptions {
  /** Default: the title of the only experiment. */
  title?: string;
  /** When it was made, ISO 8601. */
  date: string;
}

const DESCRIPTION = 'Negative Space, an in-browser laboratory for hyperbolic and spherical metric learning';

function repeated({ record, link, command }: Omit<ReportedExperiment, 'figures'>, i: number, many: boolean): Markup {
  const { imageSet, configuration } = record;
  const { seed } = configuration;
  const changes = changesOf(record);
  const set = `“${imageSet.name}” (${imageSet.images.toLocaleString('en')} images of ${imageSet.classes.toLocaleString('en')} classes${imageSet.contentHash ? `, content ${imageSet.contentHash}` : ''})`;
  const whole = /^https?:/.test(link);
  const opened = whole ? 'open this link' : link === '' ? 'open the page' : 'open the page with this behind its address';
  return html`${many ? html`<h3>Experiment ${i + 1}</h3>` : ''}
    <p>
      To repeat it, ${opened} with the image set ${set} and press Train, or run the command in a checkout of the page: with seed ${seed},
      the same images and ${record.backend.backend} the losses are the same.
    </p>
    ${whole ? html`<p><a href="${link}">${link}</a></p>` : link !== '' && html`<pre>${link}</pre>`}
    ${changes.length > 0 ? html`<p>It was changed while it trained: ${changes.join('; ')}.</p>` : ''}
    <pre>${command}</pre>`;
}

/** What was changed while it trained: whoever repeats it has to do the same at the same steps. */
function changesOf({ applied, inForce = [] }: ExperimentRecord): string[] {
  const heads = applied.map(({ step, head }) => ({
    step,
    said: Object.entries(head)
      .map(([key, value]) => `head.${key} = ${String(value)}`)
      .join(', '),
  }));
  const known = new Set(heads.map(({ step }) => step));
  // Other changes are in force from a step on, beside those of the head.
  const others = inForce
    .filter(({ from }) => !known.has(from))
    .map(({ from }) => ({ step: from, said: 'other settings, as in the record' }));
  return [...heads, ...others].sort((a, b) => a.step - b.step).map(({ step, said }) => `after step ${step}: ${said}`);
}

const drawn = ({ title, svg }: ReportFigure): Markup =>
  html`<figure>
    ${figure(svg)}
    <figcaption>${title}</figcaption>
  </figure>`;
const isPicture = ({ svg }: ReportFigure) => /^\s*<svg[^>]*\swidth="(\d+)"\sheight="\1"/.test(svg);

/** What a report says besides its figures, each part by itself. */
export interface ReportParts {
  results: Markup;
  tests: Markup;
  settings: Markup;
  repeat: Markup;
  environment: Markup;
}

function partsOf(experiments: readonly Omit<ReportedExperiment, 'figures'>[]): ReportParts {
  const records = experiments.map(({ record }) => record);
  const runs = runsOf(records);
  const tests = testsTable(runs);
  return {
    results: html`${resultsTable(runs)}${baselinesNote(records)}`,
    tests: tests
      ? html`${tests}
          <p class="note">Nothing was chosen by the test images before the first look; later looks are counted.</p>`
      : html`<p class="note">The test images have not been looked at.</p>`,
    settings: settingsTables(runs),
    repeat: html`${experiments.map((one, i) => repeated(one, i, experiments.length > 1))}`,
    environment: environmentTable(records),
  };
}

/** The parts as HTML, for a page that has figures of its own. Words in them are escaped. */
export function reportParts(experiments: readonly Omit<ReportedExperiment, 'figures'>[]): Record<keyof ReportParts, string> {
  const { results, tests, settings, repeat, environment } = partsOf(experiments);
  return {
    results: textOf(results),
    tests: textOf(tests),
    settings: textOf(settings),
    repeat: textOf(repeat),
    environment: textOf(environment),
  };
}

/**
 * The whole document.
 * @throws RangeError without an experiment; TypeError where a figure is no SVG or holds what runs
 */
export function reportOf(experiments: readonly ReportedExperiment[], { title, date }: ReportOptions): string {
  const records = experiments.map(({ record }) => record);
  const [first] = records;
  if (!first) throw new RangeError('A report needs an experiment: train one, or choose one of the runs kept.');
  const many = records.length > 1;
  const runs = runsOf(records);
  const heading = title ?? (many ? `${records.length} experiments` : (first.title ?? `Experiment on ${first.imageSet.name}`));
  const parts = partsOf(experiments);
  const figures = experiments.map(
    ({ figures: all, record }, i) =>
      html`${many ? html`<h3>Experiment ${i + 1}: ${record.title ?? record.imageSet.name}</h3>` : ''}
        <div class="figures wide">${all.filter((one) => !isPicture(one)).map(drawn)}</div>
        <div class="figures" style="margin-top:12px">${all.filter(isPicture).map(drawn)}</div>`,
  );
  const lead = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${[...new Set(records.map(({ step }) => step.toLocaleString('en')))].join(', ')} steps, on ${[...new Set(records.map(({ imageSet }) => imageSet.name))].join(', ')}; begun ${first.date.slice(0, 10)}`;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:" />
        <meta name="generator" content="${DESCRIPTION}" />
        <title>${heading}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <h1>${heading}</h1>
          <p class="lead">${lead}</p>
          <h2>Results</h2>
          ${parts.results}
          <h2>Final tests</h2>
          ${parts.tests}
          <h2>Figures</h2>
          ${figures}
          <h2>Settings</h2>
          ${parts.settings}
          <h2>How to repeat</h2>
          ${parts.repeat}
          <h2>Where it was trained</h2>
          ${parts.environment}
          <footer>Made ${date} by ${DESCRIPTION}.</footer>
        </main>
      </body>
    </html> `;
  return textOf(document);
}

/** A style sheet is no words: it holds nothing that came from elsewhere. */
const STYLE = html([REPORT_STYLE] as unknown as TemplateStringsArray);
