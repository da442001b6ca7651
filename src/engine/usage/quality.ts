import type { RowPlace } from './record';

/** Something odd in a row that counts all the same. Notes that are alike are counted together. */
export interface QualityNote extends RowPlace {
  readonly code:
    | 'usage-literal-null'
    | 'usage-tag-spaces'
    | 'usage-tags-unread'
    | 'usage-list-cost-differs'
    | 'usage-amount-missing'
    | 'usage-cost-zero';
  /** What it is about: a tag's key, a column. */
  readonly subject?: string;
}
