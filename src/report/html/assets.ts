/** What the page needs inlined, read by whoever may read files. */
export interface ReportAssets {
  /** chart.js as one script that sets `Chart`: its `dist/chart.umd.min.js`. */
  readonly chartJs: string;
  /** `assets/report-client.js`. */
  readonly client: string;
  /** `assets/report.css`. */
  readonly css: string;
}

/** Where the assets are; `packageFile` gives a file of this package by its path from the root. */
export function reportAssetFiles(
  packageFile: (relative: string) => string,
): Readonly<Record<keyof ReportAssets, URL | string>> {
  // A package manager may have put chart.js beside this package or below it: only resolution knows.
  return {
    chartJs: new URL('chart.umd.min.js', import.meta.resolve('chart.js')),
    client: packageFile('assets/report-client.js'),
    css: packageFile('assets/report.css'),
  };
}
