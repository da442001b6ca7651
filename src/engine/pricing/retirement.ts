/** Whether the provider refuses a model at a moment, as far as that was announced. */
export function isRetired(
  { retires }: { readonly retires?: { readonly on: string } },
  at: Date,
): boolean {
  return retires !== undefined && at >= new Date(`${retires.on}T00:00:00Z`);
}
