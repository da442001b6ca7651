import * as z from 'zod';

/** A figure or a text of the table, in the editor's language. */
export interface ComparedCell {
  readonly text: string;
  /** What the column sorts by; null sorts last, whichever way. */
  readonly sort: number | string | null;
}

/** A prompt under one model. */
export interface ComparedRow {
  /** The model's name: what is sent back about it. */
  readonly model: string;
  /** One cell a column. */
  readonly cells: readonly ComparedCell[];
  /** False where the context is too small. */
  readonly fits: boolean;
  /** False for the prompt's own models, which are compared in any case. */
  readonly isRemovable: boolean;
}

export interface ComparedColumn {
  readonly label: string;
  readonly tooltip: string;
  readonly isNumber: boolean;
}

/** All that the panel shows; the webview sorts and filters it, and draws it. */
export interface CompareView {
  readonly file: string;
  readonly columns: readonly ComparedColumn[];
  /** The column that it is sorted by at first. */
  readonly sortedBy: number;
  readonly rows: readonly ComparedRow[];
  readonly notes: readonly string[];
  readonly texts: {
    readonly fitsOnly: string;
    readonly add: string;
    readonly copy: string;
    readonly copied: string;
    /** With `{0}` for the model. */
    readonly remove: string;
    /** What is left where no model fits. */
    readonly none: string;
  };
}

/** To the webview. */
export type ComparePanelMessage =
  | { readonly type: 'comparison'; readonly view: CompareView }
  /** The table is in the clipboard. */
  | { readonly type: 'copied' }
  /** There is nothing to show, and why. */
  | { readonly type: 'empty'; readonly text: string };

/** From the webview, besides that it is ready. */
export const comparePanelRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('add') }),
  z.object({ type: z.literal('remove'), model: z.string().max(1000) }),
  /** The models that are shown, in their order. */
  z.object({ type: z.literal('copy'), models: z.array(z.string().max(1000)).max(1000) }),
]);

export type ComparePanelRequest = z.infer<typeof comparePanelRequestSchema>;
