/** What the probe in the extension host tells the bench, as lines of its console. */
export type ProbeMessage =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'measured';
      /** What activate() took by its own account; null without the extension. */
      readonly activationMs: number | null;
      /** The longest that the event loop was late, timers' own resolution (1 ms) included. */
      readonly worstMs: number;
      readonly p99Ms: number;
      /** Length of the document at the end. */
      readonly typed: number;
    };

/** Behind this, which the prompt holds once, the bench types. */
export const caretMark = 'type here:';

export const probeMark = 'costlens-probe ';
