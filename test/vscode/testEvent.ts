/** What happens in a test run, as it is sent from the extension host to the runner. */
export type TestEvent =
  | { readonly kind: 'pass'; readonly title: string; readonly ms: number }
  | { readonly kind: 'fail'; readonly title: string; readonly error: string }
  | { readonly kind: 'pending'; readonly title: string }
  | { readonly kind: 'end' };

/** Begins the console messages that carry a test event. */
export const resultMark = 'costlens-test-event:';
