/**
 * How figures are written, in every view and on the command line: the one place where numbers are
 * rounded. `locale` is a BCP 47 tag.
 */
export interface Figures {
  /** A whole count: 1,234. */
  readonly count: (value: number) => string;
  /** A count for narrow places: 1.2K, 3.4M; whole below 10,000. */
  readonly shortCount: (value: number) => string;
  /**
   * US dollars: two decimals from $1 up, below that as many as show two significant digits, down
   * to a millionth of a dollar; an amount smaller than that is "<$0.000001", never $0.
   */
  readonly usd: (value: number) => string;
  /** A price list's US dollars, to the digit: $2.50, $0.3125. */
  readonly price: (value: number) => string;
  /** A share given as 0–1: 1%, 0.3% below one percent, <0.1% for less than can be shown. */
  readonly percent: (share: number) => string;
}

/** Below a millionth of a dollar more digits say nothing. */
const smallestUsd = 1e-6;

export function createFigures(locale: string): Figures {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const money = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      ...options,
    });
  const cents = money({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const small = money({ minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
  const listed = money({ minimumFractionDigits: 2, maximumFractionDigits: 10 });
  const wholePercent = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
  });
  const finePercent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });

  return {
    count: (value) => whole.format(value),
    shortCount: (value) => (value < 10_000 ? whole : compact).format(value),
    usd: (value) => {
      const size = Math.abs(value);
      if (size > 0 && size < smallestUsd) return `<${small.format(smallestUsd)}`;
      return (size === 0 || size >= 0.995 ? cents : small).format(value);
    },
    price: (value) => listed.format(value),
    percent: (share) => {
      if (share > 0 && share < 0.0005) return `<${finePercent.format(0.001)}`;
      return (share > 0 && share < 0.01 ? finePercent : wholePercent).format(share);
    },
  };
}
