import { Component, type ReactNode } from 'react';
import { OPEN_FOR_LONG } from '../../offline/updates.ts';
import setup from '../kit/styles/setup.module.css';

interface Props {
  readonly children: ReactNode;
}

/** What stands in place of the page when drawing it failed. */
export class ErrorBoundary extends Component<Props, { readonly message: string | null }> {
  override readonly state = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <main className={setup.failure} data-part="failure" role="alert">
        <h1>The page could not be drawn</h1>
        <p className={setup.failureMessage}>{message}</p>
        <p>{OPEN_FOR_LONG}</p>
        <button type="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </main>
    );
  }
}
