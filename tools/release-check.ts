/**
 * Fails if a release from this commit would leave a package out: runs the versioning of `nx release` without writing
 * anything and checks that every package would get a version, a tag, and a manifest that npm accepts.
 * https://nx.dev/docs/guides/nx-release
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { releaseVersion } from 'nx/release/index.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly description?: string;
  readonly repository?: unknown;
  readonly files?: readonly string[];
  readonly publishConfig?: { readonly access?: string };
}

/** What npm, its page of the package and a provenance statement need. */
const REQUIRED = ['license', 'description', 'repository', 'files'] as const;

const faults: string[] = [];
const packages = ['libs', 'apps']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((folder) => existsSync(`${folder}/package.json`))
  .map((folder) => ({ folder, manifest: read(folder) }));
const tags = execFileSync('git', ['tag', '--list'], { encoding: 'utf8' })
  .split('\n')
  .filter((tag) => tag !== '');

const { projectsVersionData } = await releaseVersion({
  dryRun: true,
  gitCommit: false,
  gitTag: false,
  stageChanges: false,
  // Without any tag the versions on disk are the ones to publish first.
  firstRelease: tags.length === 0,
});

for (const { folder, manifest } of packages) {
  const planned = projectsVersionData[manifest.name];
  if (planned === undefined)
    faults.push(`${folder}: nx release does not know ${manifest.name}`);
  else if (
    planned.newVersion === null &&
    !tags.includes(`${manifest.name}@${manifest.version}`) &&
    tags.length > 0
  )
    faults.push(
      `${folder}: would be skipped, and ${manifest.name}@${manifest.version} has no tag`,
    );
  if (manifest.private === true)
    faults.push(`${folder}: is private, so it would not be published`);
  for (const key of REQUIRED)
    if (manifest[key] === undefined)
      faults.push(`${folder}/package.json: "${key}" is missing`);
  if (manifest.publishConfig?.access !== 'public')
    faults.push(
      `${folder}/package.json: publishConfig.access must be "public" for a scoped package`,
    );
}

const { release } = JSON.parse(readFileSync('nx.json', 'utf8')) as {
  release: { git?: { tag?: boolean }; releaseTag?: { pattern?: string } };
};
if (
  release.git?.tag === false ||
  release.releaseTag?.pattern !== '{projectName}@{version}'
)
  faults.push(
    'nx.json: a release must tag each package as {projectName}@{version}',
  );

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else {
  const versions = packages.map(
    ({ manifest }) =>
      `${manifest.name}@${projectsVersionData[manifest.name]?.newVersion ?? manifest.version}`,
  );
  console.log(
    `A release would publish ${versions.length} packages: ${versions.join(', ')}`,
  );
}

function read(folder: string): Manifest {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
}
