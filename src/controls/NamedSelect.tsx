import type { ComponentProps } from 'react';
import { Name } from './Name';

/**
 * A menu whose chosen name is shortened in its middle where there is no room for it: browsers cut what a `select` shows at its end.
 * @param shown what the chosen option says
 */
export function NamedSelect({ shown, kept, className, ...select }: ComponentProps<'select'> & { shown: string; kept?: number }) {
  return (
    <span className="named-select">
      <select className={className} {...select} />
      <span className="named-select-shown" aria-hidden="true">
        <Name {...(kept === undefined ? {} : { kept })}>{shown}</Name>
      </span>
    </span>
  );
}
