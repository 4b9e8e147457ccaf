import type { MouseEvent } from 'react';
import { toHash } from '../../state/configUrl';
import { useLab, usePlace } from '../../state/LabProvider';
import { PLACES } from '../../state/views/place';
import { PLACE_NAMES } from './names';

/** Links, so that a place can be opened in another tab, too; here they lead there without a reload. */
export function PlaceLinks() {
  const { place, go } = usePlace((state) => state);
  const config = useLab((lab) => lab.config);
  return (
    <nav className="app-places" aria-label="Places">
      {PLACES.map((one) => (
        <a
          key={one}
          href={toHash(config, one) || '#'}
          aria-current={one === place ? 'page' : undefined}
          onClick={(event) => {
            if (opensElsewhere(event)) return;
            event.preventDefault();
            go(one);
          }}
        >
          {PLACE_NAMES[one]}
        </a>
      ))}
    </nav>
  );
}

const opensElsewhere = ({ ctrlKey, metaKey, shiftKey, button }: MouseEvent): boolean => ctrlKey || metaKey || shiftKey || button !== 0;
