import type { RunPlan } from '../github/index.ts';

/** How the next run can be told to go, by the name that the page shows. */
export const PLANS: Readonly<Record<string, RunPlan>> = {
  succeeds: { conclusion: 'success' },
  'fails at “Upload to storage”': {
    conclusion: 'failure',
    failAtStep: 'Upload to storage',
    log: [
      'upload: dist/index.html to s3://shop-frontend/index.html',
      'upload failed: dist/assets/app.js',
      'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
    ],
  },
  'fails at its last step': { conclusion: 'failure' },
  'times out': { conclusion: 'timed_out' },
  'is cancelled by somebody': { conclusion: 'cancelled' },
  hangs: { hang: true },
  'waits for an approval': { waitForApproval: true },
  'waits behind another run': { pendingBehind: true },
  'ignores a cancel': { ignoreCancel: true },
  'ends in a conclusion nobody knows': { conclusion: 'mystery' },
};
