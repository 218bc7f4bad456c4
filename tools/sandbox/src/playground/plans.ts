import type { RunPlan } from '../github/index.ts';

/** How the next run will go, by the name that the page shows. */
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
  'fails in two jobs': { conclusion: 'failure', failedJobs: ['build'] },
  'fails with an error of three lines': {
    conclusion: 'failure',
    failAtStep: 'Install',
    log: [
      'added 212 packages\r\u001B[2Kadded 840 packages\r\u001B[2Kadded 1431 packages',
      '##[error]Cannot find module "@acme/config"\nRequire stack:\n- /home/runner/shop/vite.config.js',
    ],
  },
  'fails without a job': { conclusion: 'failure', withoutJobs: true },
  'cannot start (startup failure)': { conclusion: 'startup_failure' },
  'times out': { conclusion: 'timed_out' },
  'is cancelled': { conclusion: 'cancelled' },
  hangs: { hang: true },
  'waits for an approval': { waitForApproval: true },
  'waits behind another run': { pendingBehind: true },
  'ignores a cancellation': { ignoreCancel: true },
  'ends with an unknown conclusion': { conclusion: 'mystery' },
};
