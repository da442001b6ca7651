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
  /** As `usd`, in the currency of an ISO 4217 code. */
  readonly money: (value: number, currency: string) => string;
  /**
   * A number of no particular kind: four significant digits, or whole where it is longer; as a power
   * of ten where it has more digits than anyone counts.
   */
  readonly number: (value: number) => string;
  /** A share given as 0–1: 1%, 0.3% below one percent, <0.1% for less than can be shown. */
  readonly percent: (share: number) => string;
}

/** Below a millionth more digits say nothing. */
const smallestUsd = 1e-6;
/** From here on a double does not hold each unit: more digits would be made up. */
const greatestWhole = 1e15;
const powerOfTen = { notation: 'scientific', maximumSignificantDigits: 4 } as const;

export function createFigures(locale: string): Figures {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const plain = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  const power = new Intl.NumberFormat(locale, powerOfTen);
  const dollars = moneyFormat(locale, 'USD');
  const listed = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: 10,
  });
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
    usd: dollars,
    price: (value) => listed.format(value),
    money: (value, currency) =>
      currency === 'USD' ? dollars(value) : moneyFormat(locale, currency)(value),
    number: (value) => {
      const size = Math.abs(value);
      if (size >= greatestWhole || (size > 0 && size < 1e-9)) return power.format(value);
      return (size < 1000 ? plain : whole).format(value);
    },
    percent: (share) => {
      if (share > 0 && share < 0.0005) return `<${finePercent.format(0.001)}`;
      if (Math.abs(share) >= greatestWhole / 100) return `${power.format(share * 100)}%`;
      return (share > 0 && share < 0.01 ? finePercent : wholePercent).format(share);
    },
  };
}

function moneyFormat(locale: string, currency: string): (value: number) => string {
  const format = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...options,
    });
  const cents = format({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const small = format({ minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
  const great = format(powerOfTen);
  return (value) => {
    const size = Math.abs(value);
    if (size >= greatestWhole) return great.format(value);
    if (size > 0 && size < smallestUsd) return `<${small.format(smallestUsd)}`;
    return (size === 0 || size >= 0.995 ? cents : small).format(value);
  };
}
