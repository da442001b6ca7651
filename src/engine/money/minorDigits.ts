/**
 * Decimal places of a currency's smallest unit, ISO 4217, as the platform knows them: 2 for cents, 0
 * for yen.
 */
export function minorDigits(currency: string): number {
  let digits = known.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    known.set(currency, digits);
  }
  return digits;
}

/** Asking the platform takes longer than splitting a bill. */
const known = new Map<string, number>();
