/** The projection worker: what `projectionHost` draws, for the page's orders (engine/projection.protocol). */
import type { ProjectionProtocol } from '../engine/projection.protocol';
import { handOver, serve } from '../link';
import { placeIn, ProjectionHost } from './projectionHost';

const host = new ProjectionHost();

serve<ProjectionProtocol>({
  async place({ order, guest }) {
    const place = placeIn(order, guest);
    return handOver(place, [place.buffer]);
  },

  async picture({ order }, { signal, progress }) {
    const picture = await host.draw(order, signal, (report) => progress(report, report.picture ? [report.picture.points.buffer] : []));
    return handOver(picture, [picture.points.buffer]);
  },
});
