/** What the probe in the extension host tells the bench, as lines of its console. */
export type ProbeMessage =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'measured';
      /** The longest that the event loop was late, timers' own resolution (1 ms) included. */
      readonly worstMs: number;
      readonly p99Ms: number;
      /** Length of the document at the end. */
      readonly typed: number;
    };

export const probeMark = 'costlens-probe ';
