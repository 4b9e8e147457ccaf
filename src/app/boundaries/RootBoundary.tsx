import { Component, useState, type ErrorInfo, type ReactNode } from 'react';

interface Failure {
  error: Error;
  componentStack: string;
}

/**
 * Around the whole page: what breaks outside the panels leaves a message instead of nothing. Training runs in a worker that this does
 * not touch; drawing the page again finds it as it is.
 */
export class RootBoundary extends Component<{ children: ReactNode }, { failure?: Failure }> {
  override state: { failure?: Failure } = {};

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error: error instanceof Error ? error : new Error(String(error)), componentStack: '' } };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
    console.error('The page broke down', error, componentStack);
    this.setState(({ failure }) => ({ failure: failure && { ...failure, componentStack: componentStack ?? '' } }));
  }

  override render() {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return <BrokenPage {...failure} again={() => this.setState({ failure: undefined })} />;
  }
}

/** What somebody who is to mend it needs to know. */
const detailsOf = ({ error, componentStack }: Failure): string =>
  [
    `${error.name}: ${error.message}`,
    `Page: ${location.href}`,
    `Browser: ${navigator.userAgent}`,
    `Time: ${new Date().toISOString()}`,
    error.stack ?? '',
    componentStack.trim(),
  ]
    .filter(Boolean)
    .join('\n');

function BrokenPage({ error, componentStack, again }: Failure & { again(): void }) {
  const details = detailsOf({ error, componentStack });
  const [copied, setCopied] = useState<string>();
  const copy = () =>
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(details))
      .then(
        () => setCopied('Copied.'),
        () => setCopied('The browser does not let the page copy: select the text below.'),
      );
  return (
    <main className="app-broken-page" role="alert">
      <h1>The page cannot be drawn</h1>
      <p>{error.message}</p>
      <p>Training is not affected: it goes on in the background, and its last checkpoint is kept as long as this tab is open.</p>
      <div className="app-broken-page-actions">
        <button type="button" className="button button-primary" onClick={again}>
          Draw the page again
        </button>
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload: training starts anew
        </button>
        <button type="button" className="button" onClick={() => void copy()}>
          Copy the details
        </button>
        <span role="status">{copied}</span>
      </div>
      <details>
        <summary>Details</summary>
        <pre>{details}</pre>
      </details>
    </main>
  );
}
