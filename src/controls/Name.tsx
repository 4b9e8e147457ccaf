/** Shorter names are cut at the end, where they have to be: two parts of them would say nothing. */
const WORTH_IT = 12;

/**
 * A name that, where there is no room for it, is shortened in its middle.
 * @param kept letters at its end that stay: what tells names apart often stands there
 */
export function Name({ children, kept = 4 }: { children: string; kept?: number }) {
  if (children.length < WORTH_IT)
    return (
      <span className="name">
        <span className="name-start">{children}</span>
      </span>
    );
  return (
    <span className="name">
      <span className="name-start">{children.slice(0, -kept)}</span>
      <span className="name-end">{children.slice(-kept)}</span>
    </span>
  );
}
