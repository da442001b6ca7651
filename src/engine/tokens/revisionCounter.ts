import { changeBetween } from '../text/textChange';
import { plainCounter, type EncodingName, type TokenCounter } from './counter';
import { DocumentCounter } from './documentCounter';
import type { Vocabulary } from './vocabulary';

/** A shorter text is counted anew: that takes microseconds, and remembering it memory. */
const shortestRemembered = 2000;

/**
 * Counts the texts of a document, revision by revision: the n-th text of a revision is compared with
 * the n-th of the one before, and only what differs is counted again.
 */
export class RevisionCounter implements TokenCounter {
  readonly encoding: EncodingName;
  private before: (Counted | undefined)[] = [];
  private now: (Counted | undefined)[] = [];

  constructor(private readonly vocabulary: Vocabulary) {
    this.encoding = vocabulary.encoding;
  }

  /** The texts that follow are those of the document's next revision. */
  startRevision(): void {
    this.before = this.now;
    this.now = [];
  }

  *steps(text: string): Generator<undefined, number> {
    const place = this.now.length;
    if (text.length < shortestRemembered) {
      this.now.push(undefined);
      return yield* plainCounter(this.vocabulary).steps(text);
    }
    const known = this.before[place];
    // A revision that was given up has no claim to the counter any more.
    this.before[place] = undefined;
    this.now.push(undefined);
    let counter = known?.counter;
    if (known && counter) {
      const change = changeBetween(known.text, text);
      if (change.removed + change.inserted.length > 0) counter.applyChange(change);
    } else {
      counter = yield* DocumentCounter.steps(this.vocabulary, text);
    }
    this.now[place] = { text, counter };
    return counter.tokens;
  }
}

interface Counted {
  readonly text: string;
  readonly counter: DocumentCounter;
}
