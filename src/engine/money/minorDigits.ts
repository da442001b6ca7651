/**
 * Decimal places of a currency's smallest unit, ISO 4217, as the platform knows them: 2 for cents, 0
 * for yen.
 */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
