import type { SourceFile } from './source.ts';

/**
 * Who may import whom. Everything may import from its own folder; npm packages are not the table's business.
 */
interface Layer {
  /** A folder or a file, see `covers`. The first row that fits a file counts. */
  readonly holds: string;
  readonly mayImport: readonly string[];
  /** Only with `import type`: nothing of it is left at run time. */
  readonly mayImportTypesOf?: readonly string[];
}

const MODEL = 'src/model/';
const HOST = 'src/host/';
/**
 * What a driver is written against: the contract, what all drivers share, an image's root filesystem, and
 * what an engine builds from. `*` never stands for a registry.
 */
const DRIVER_CONTRACT = [
  'src/drivers/*.ts',
  'src/image/image.ts',
  'src/image/root/',
  'src/image/sources/engine.ts',
  'src/image/sources/build/',
];
const EXPERIMENT_CONTRACT = 'src/experiments/experiment.ts';

const LAYERS: readonly Layer[] = [
  { holds: MODEL, mayImport: [] },
  { holds: HOST, mayImport: [MODEL] },
  { holds: 'src/image/', mayImport: [MODEL, HOST] },
  { holds: 'src/scenario/', mayImport: [MODEL] },
  { holds: 'src/drivers/registry.ts', mayImport: ['src/drivers/'] },
  { holds: 'src/drivers/*.ts', mayImport: [MODEL, HOST, ...DRIVER_CONTRACT] },
  { holds: 'src/drivers/*/', mayImport: [MODEL, HOST, ...DRIVER_CONTRACT] },
  {
    holds: 'src/experiments/registry.ts',
    mayImport: ['src/experiments/'],
    mayImportTypesOf: ['src/sections/section.ts'],
  },
  {
    holds: 'src/experiments/*',
    mayImport: [MODEL, 'src/stats/', 'src/sections/', 'src/experiments/*.ts'],
    mayImportTypesOf: ['src/drivers/driver.ts', 'src/host/clock.ts'],
  },
  {
    holds: 'src/probes/',
    mayImport: [MODEL, HOST],
    mayImportTypesOf: ['src/drivers/driver.ts', EXPERIMENT_CONTRACT],
  },
  // The class of a failed launch is needed to tell it from a defect, hence the driver's contract as a value.
  {
    holds: 'src/run/',
    mayImport: [MODEL, HOST, 'src/drivers/driver.ts', 'src/probes/sampler.ts'],
    mayImportTypesOf: [EXPERIMENT_CONTRACT, 'src/image/'],
  },
  { holds: 'src/store/', mayImport: [MODEL, HOST] },
  { holds: 'src/stats/', mayImport: [MODEL] },
  { holds: 'src/summary/', mayImport: [MODEL, 'src/stats/'], mayImportTypesOf: [EXPERIMENT_CONTRACT] },
  { holds: 'src/gate/', mayImport: [MODEL, 'src/stats/'] },
  { holds: 'src/sections/', mayImport: [MODEL, 'src/stats/'] },
  { holds: 'src/report/', mayImport: [MODEL, 'src/stats/', 'src/sections/'] },
  { holds: 'src/cli/', mayImport: ['src/'] },
];

/** Imports that go against the table, and files in folders that it doesn't know. */
export function layerViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const layer = LAYERS.find(({ holds }) => covers(holds, file.path));
    if (layer === undefined)
      return [`${file.path} is in no layer: add a row to LAYERS in test/support/architecture/layers.ts`];
    return file.imports.flatMap((use) => {
      const { target, typeOnly, line } = use;
      if (target === undefined) return [];
      if (folderOf(target) === folderOf(file.path) && !target.endsWith('/registry.ts')) return [];
      if (layer.mayImport.some((allowed) => covers(allowed, target))) return [];
      const asType = layer.mayImportTypesOf?.some((allowed) => covers(allowed, target)) ?? false;
      if (asType && typeOnly) return [];
      const advice = asType ? 'only with `import type`' : permission(layer);
      return [`${file.path}:${line} imports ${target}, which ${layer.holds} may do ${advice}`];
    });
  });
}

function permission({ mayImport, mayImportTypesOf = [] }: Layer): string {
  if (mayImport.length === 0) return 'not: it imports nothing of ours';
  const types = mayImportTypesOf.length === 0 ? '' : `, and types of ${mayImportTypesOf.join(', ')}`;
  return `not: it may import ${mayImport.join(', ')}${types}`;
}

/**
 * `src/run/` covers everything below it, `src/drivers/*.ts` the files right in the folder, `src/drivers/*`
 * both. A registry knows every member of its folder, so nobody but the command line gets to know it: `*`
 * leaves it out.
 */
function covers(pattern: string, path: string): boolean {
  const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '(?!registry\\.ts)[^/]+');
  return new RegExp(`^${expression}${pattern.endsWith('.ts') ? '$' : ''}`).test(path);
}

/** The room a file is in: `src/drivers/fake`, `src/run`. Deeper folders belong to it. */
function folderOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.slice(0, ['drivers', 'experiments'].includes(folders[1] ?? '') ? 3 : 2).join('/');
}
