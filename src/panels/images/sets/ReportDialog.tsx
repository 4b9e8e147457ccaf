import { useState } from 'react';
import { bytesInWords } from '../../../core/ingest/limits';
import { showName } from '../../../core/ingest/names';
import { Dialog } from '../../../controls';
import { Thumbnail } from '../../../plots/Thumbnail';
import { integer } from '../../../plots/format';
import { useIngest, useIngestStore, useLab } from '../../../state/LabProvider';
import type { ImageSetReport, IngestOutcome } from '../../../state/library/ingest';
import { ReasonList } from '../preview/ReasonList';
import { StoredImages } from './StoredImages';
import { Statistics } from '../preview/Statistics';
import { rejectedCsv, reportText, safeFileName, saveText } from './reportFile';
import { counted } from '../words';

/** How reading ended: what is there now, what was left out and why, and what to beware of. */
export function ReportDialog() {
  const ingestStore = useIngestStore();
  const open = useIngest((state) => state.dialog === 'report' && state.outcome !== undefined);
  const outcome = useIngest((state) => state.outcome);
  const close = () => ingestStore.getState().hide('report');
  const file = safeFileName(outcome?.title ?? '');
  return (
    <Dialog
      open={open}
      title="Image set report"
      size="long"
      onClose={close}
      onSubmit={close}
      foot={
        outcome && (
          <>
            <button
              type="button"
              className="button"
              onClick={() => saveText(`${file}-report.txt`, 'text/plain', reportText(outcome))}
              title="The whole report as text"
            >
              Save report
            </button>
            {outcome.rejected.length > 0 && (
              <button
                type="button"
                className="button"
                onClick={() => saveText(`${file}-left-out.csv`, 'text/csv', rejectedCsv(outcome.rejected))}
                title="Files left out and reasons, as a table"
              >
                Save list as CSV
              </button>
            )}
            <span className="dialog-effect" />
            <button type="submit" className="button button-primary">
              Close
            </button>
          </>
        )
      }
    >
      {outcome && <Report outcome={outcome} />}
    </Dialog>
  );
}

function Report({ outcome: { title, report, rejected, failure, unusable } }: { outcome: IngestOutcome }) {
  return (
    <div className="images-report">
      <div>
        <h3 className="images-report-title">{showName(title)}</h3>
        {failure && (
          <p className="images-report-warning" data-kind="error" role="alert">
            {failure}
          </p>
        )}
        {report && (
          <p>
            {counted(report.classes, 'class', 'classes')} · {counted(report.images, 'image')} · {bytesInWords(report.bytes)} in this browser
          </p>
        )}
      </div>
      {report && !report.complete && <p className="images-report-warning">{report.kept ?? 'Reading was stopped before the end.'}</p>}
      {unusable && <p className="images-report-warning">It is stored, but not in use. {unusable}</p>}
      {report && report.nearDuplicateCount > 0 && <NearDuplicates report={report} />}
      {report && report.contradictionCount > 0 && <Contradictions report={report} />}
      {report && <Statistics report={report} />}
      {report && report.notes.length > 0 && (
        <ul className="images-preview-notes" aria-label="Notes">
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {report && <StoredImages set={report.set} count={report.images} title={title} />}
      <section aria-label="Left out">
        <h3 className="images-report-heading">
          {rejected.length === 0 ? 'Nothing was left out' : `${counted(rejected.length, 'file')} left out`}
        </h3>
        {rejected.length > 0 && <ReasonList label="Files left out" rejected={rejected} />}
      </section>
    </div>
  );
}

const PAIRS_AT_FIRST = 2;

/** Images that look alike, one seen in training and one retrieved: they make Recall look better than it is. */
function NearDuplicates({ report: { set, nearDuplicates, nearDuplicateCount } }: { report: ImageSetReport }) {
  const thumbnails = useLab((lab) => (lab.imageSet?.id === set ? lab.thumbnails : undefined));
  const [all, setAll] = useState(false);
  const shown = all ? nearDuplicates : nearDuplicates.slice(0, PAIRS_AT_FIRST);
  return (
    <section className="images-report-warning" aria-label="Near-duplicates">
      <p>
        <strong>{counted(nearDuplicateCount, 'pair')} of near-duplicates across train and test.</strong> They fake Recall: what is retrieved
        has been trained on. Leave one of each pair out; where the two have different classes, one of the labels is wrong: relabel it.
      </p>
      <ul className="images-pair-list" data-all={all || undefined}>
        {shown.map(({ train, test, distance }) => (
          <li key={`${train.row} ${test.row}`}>
            {thumbnails && <Thumbnail images={thumbnails} row={train.row} side={36} />}
            {thumbnails && <Thumbnail images={thumbnails} row={test.row} side={36} />}
            <span className="images-pair-names">
              <span title={showName(train.name, 1000)}>train: {showName(train.name)}</span>
              <span title={showName(test.name, 1000)}>test: {showName(test.name)}</span>
            </span>
            <span className="panel-note">{distance === 0 ? 'same hash' : `${distance} of 64 bits differ`}</span>
          </li>
        ))}
      </ul>
      {nearDuplicates.length > PAIRS_AT_FIRST && (
        <button type="button" className="link-button" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${integer(nearDuplicates.length)}`}
        </button>
      )}
    </section>
  );
}

/** Images that look the same and have different labels: one of the labels is wrong, or the classes overlap. */
function Contradictions({ report: { set, contradictions, contradictionCount } }: { report: ImageSetReport }) {
  const thumbnails = useLab((lab) => (lab.imageSet?.id === set ? lab.thumbnails : undefined));
  const [all, setAll] = useState(false);
  const shown = all ? contradictions : contradictions.slice(0, PAIRS_AT_FIRST);
  return (
    <section className="images-report-warning" aria-label="Contradictions">
      <p>
        <strong>{counted(contradictionCount, 'picture')} under two labels.</strong> One of the two labels is wrong, or the classes overlap:
        relabel or leave out what is wrong, or merge the classes. Splitting otherwise does not help.
      </p>
      <ul className="images-pair-list" data-all={all || undefined}>
        {shown.map(({ first, second }) => (
          <li key={`${first.row} ${second.row}`}>
            {thumbnails && <Thumbnail images={thumbnails} row={first.row} side={36} />}
            {thumbnails && <Thumbnail images={thumbnails} row={second.row} side={36} />}
            <span className="images-pair-names">
              {[first, second].map(({ row, name, classPath }) => (
                <span key={row} title={showName(name, 1000)}>
                  {showName(classPath)}: {showName(name)}
                </span>
              ))}
            </span>
            <span className="panel-note">
              {first.split === second.split ? `both ${first.split}` : `${first.split} and ${second.split}`}
            </span>
          </li>
        ))}
      </ul>
      {contradictions.length > PAIRS_AT_FIRST && (
        <button type="button" className="link-button" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${integer(contradictions.length)}`}
        </button>
      )}
    </section>
  );
}
