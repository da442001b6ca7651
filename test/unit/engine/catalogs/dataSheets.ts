/** Dense BF16 in TFLOP/s, memory in GB, bandwidth in TB/s: the makers' data sheets. */
export const dataSheets: Readonly<Record<string, readonly [number, number, number]>> = {
  'A100-SXM': [312, 80, 2.039],
  'H100-SXM': [989, 80, 3.35],
  'H200-SXM': [989, 141, 4.8],
  'B200-SXM': [2250, 180, 7.7],
  L40S: [362, 48, 0.864],
  L4: [121, 24, 0.3],
};
