import { useEffect, useState } from 'react';
import { messageOf } from '../../../core/errors';
import { useLabStores } from '../../../state/LabProvider';
import type { OpenedImageSet } from '../../../state/ports';

export interface Opened {
  set?: OpenedImageSet;
  /** Why its images cannot be shown. */
  failure?: string;
}

/** The image set of compared records, opened beside the one that Train is on. */
export function useImages(id: string | undefined, contentHash: string | undefined): Opened {
  const { conductor } = useLabStores().lab;
  const [opened, setOpened] = useState<Opened & { id: string }>();
  useEffect(() => {
    if (id === undefined) return undefined;
    let current = true;
    conductor.openImageSet(id).then(
      (set) => {
        const now = set.info.contentHash;
        const other = now !== undefined && contentHash !== undefined && now !== contentHash;
        if (current)
          setOpened(
            other ? { id, failure: 'The image set has been changed since these runs: its pictures would be the wrong ones.' } : { id, set },
          );
      },
      (error: unknown) => current && setOpened({ id, failure: messageOf(error) }),
    );
    return () => void (current = false);
  }, [id, contentHash, conductor]);
  return opened?.id === id && opened ? opened : {};
}
