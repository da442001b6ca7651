import * as z from 'zod';

/** One part of the prompt, in words and figures of the editor's language. */
export interface ReportRow {
  readonly name: string;
  readonly tokens: string;
  readonly cost: string;
  readonly percent: string;
  /** 0–1. */
  readonly share: number;
  /** Where it stands, for the link: "line 12". */
  readonly place: string;
  /** What to send back to go there; absent where there is no place to go to. */
  readonly index?: number;
}

/** A labelled figure. */
export interface ReportFigure {
  readonly label: string;
  readonly value: string;
}

/** All that the panel shows; the webview only draws it. */
export interface ReportView {
  readonly file: string;
  readonly headings: {
    readonly part: string;
    readonly tokens: string;
    readonly cost: string;
    readonly share: string;
    readonly place: string;
  };
  readonly figures: readonly ReportFigure[];
  readonly rows: readonly ReportRow[];
  readonly notes: readonly string[];
}

/** To the webview. */
export type ReportPanelMessage =
  | { readonly type: 'report'; readonly view: ReportView }
  /** There is nothing to show, and why. */
  | { readonly type: 'empty'; readonly text: string };

/** From the webview, besides that it is ready. */
export const reportPanelRequestSchema = z.object({
  type: z.literal('reveal'),
  index: z.number().int().nonnegative(),
});

export type ReportPanelRequest = z.infer<typeof reportPanelRequestSchema>;
