/** The records worker: answers the page's requests (engine/records.protocol) with what `records/` keeps. */
import type { RecordsProtocol } from '../engine/records.protocol';
import { buffersOf, handOver, serve } from '../link';
import { openRecordFiles } from './records/recordFiles';
import { recordHandlers } from './records/host';
import { RecordStore } from './records/recordStore';
import { openRows } from './records/rows';

const page = serve<RecordsProtocol>(
  recordHandlers({
    open: async (tell) => {
      const store = new RecordStore(await openRows(), await openRecordFiles(), tell);
      await store.open();
      return store;
    },
    tell: (event) => page.tell(event),
    handOver: (answer) => handOver(answer, buffersOf(answer)),
  }),
);
