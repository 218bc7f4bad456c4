import type { Command } from 'commander';

/** The flag of every command that changes something. */
export const DRY_RUN = [
  '--dry-run',
  'print the exact request that would be sent, and send none that changes anything',
] as const;

export interface PictureFlags {
  readonly png?: string;
  readonly svg?: string;
}

export function addPictureFlags(command: Command): void {
  command
    .option('--png <file>', 'write the picture there as PNG')
    .option('--svg <file>', 'write the picture there as SVG');
}
