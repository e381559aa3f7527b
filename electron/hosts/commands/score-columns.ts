/** The metrics in tables: their name, and decimals; null: five significant digits. */
export const scoreColumns = [
  ['psnr', 'PSNR (dB)', 2],
  ['ssim', 'SSIM', 4],
  ['msSsim', 'MS-SSIM', 4],
  ['scaleInvariantPsnr', 'SI-PSNR (dB)', 2],
  ['nrmse', 'NRMSE', 4],
  ['pearson', 'Pearson', 4],
  ['mae', 'MAE', null],
] as const;
