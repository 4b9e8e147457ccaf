/** The ingest worker: answers the page's requests about one drop (engine/ingest.protocol) with what session, decode workers and storage do. */
import { groundOf } from '../core/ingest/image/ground';
import type { Progress } from '../core/ingest/pace';
import type { IngestProgress, IngestProtocol } from '../engine/images.protocol';
import { handOver, serve, type Answering, type Served } from '../link';
import { drawThumbnails } from './ingest/drawThumbnails';
import { DecodePool } from './ingest/decodePool';
import { KEEP, ingestPlan } from './ingest/ingestRun';
import { Session } from './ingest/session';
import { openStorage } from './storage/open';
import { lockName } from './storage/shelf';

const session = new Session();
/** Of the ingest under way. */
let finish: AbortController | undefined;
const pool: DecodePool = new DecodePool((svg, wanted) => page.request('draw', { svg, wanted }));

/** How looking at the files goes, for whoever waits for it. */
function looking({ signal, progress }: Answering<IngestProgress>) {
  return {
    signal,
    onProgress: ({ activity, done, total }: Progress) =>
      progress({ phase: 'looking', activity, done, total, perSecond: 0, secondsLeft: null, rejected: 0 }),
  };
}

const page: Served<IngestProtocol> = serve<IngestProtocol>(
  {
    async preview({ options }, answering) {
      await session.plan(looking(answering), options);
      return session.preview(options);
    },

    async labels({ labels, options }, answering) {
      await session.setLabels(labels, looking(answering));
      return session.preview(options);
    },

    async edit({ edit, options }) {
      await session.edit(edit);
      return session.preview(options);
    },

    entries: ({ path }) => session.entriesOf(path),

    async thumbnails({ entries, size, background }, answering) {
      const plan = await session.plan(looking(answering));
      const drawn = await drawThumbnails(
        entries.map((id) => session.entry(id)),
        plan,
        { size, background: groundOf(background) },
        pool,
        answering.signal,
      );
      return handOver(
        drawn,
        drawn.filter((bitmap) => bitmap !== null),
      );
    },

    async ingest({ options }, answering) {
      const ended = new AbortController();
      const { signal } = ended;
      answering.signal.addEventListener('abort', () => ended.abort(answering.signal.reason), { once: true });
      finish = ended;
      try {
        const plan = await session.plan({ ...looking(answering), signal }, options);
        return await ingestPlan(plan, options, {
          storage: await openStorage(),
          decoders: pool,
          signal,
          onProgress: (progress) => answering.progress(progress),
          locked: (set, work) => ('locks' in navigator ? navigator.locks.request(lockName(set), work) : work()),
        });
      } finally {
        if (finish === ended) finish = undefined;
      }
    },
  },
  (message) => {
    if (message.type === 'files') session.add(message.files);
    else finish?.abort(KEEP);
  },
);
