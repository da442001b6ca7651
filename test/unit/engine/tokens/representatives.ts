/** A character of each class that the split patterns tell apart (see characterClasses.ts). */
export const representatives = [
  ...['\n', '\r', ' ', '\t', '\u00a0', '7', "'", '/', '!', '\u0301', '漢'],
  ...['U', 'S', 'R', 'L', 'E', 'u', 's', 'v', 'l', 'e'],
];
