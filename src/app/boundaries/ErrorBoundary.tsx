import { Component, type ErrorInfo, type ReactNode } from 'react';
import { errorOf } from '../../core/errors';

interface Props {
  /** What it is around, for the message. */
  name: string;
  children: ReactNode;
}

/** A panel that breaks down says so in its place; the others and the training go on. */
export class ErrorBoundary extends Component<Props, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: errorOf(error) };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
    console.error(`${this.props.name} broke down`, error, componentStack);
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <section className="panel app-broken" role="alert">
        <h2 className="panel-title">{this.props.name} cannot be drawn</h2>
        <p>{error.message}</p>
        <button type="button" className="button button-small" onClick={() => this.setState({ error: undefined })}>
          Draw again
        </button>
      </section>
    );
  }
}
