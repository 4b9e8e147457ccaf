/** Golden values through the project's own code in a real browser: see USAGE in verify/arguments.ts and DESIGN §5. */
import { goldenFiles, parseArguments, USAGE, UsageError, type Arguments } from './verify/arguments';
import { verifyInBrowser } from './verify/browser';

async function main(): Promise<number> {
  let given: Arguments;
  let names: string[];
  try {
    given = parseArguments(process.argv.slice(2));
    if (given.help) {
      console.log(USAGE);
      return 0;
    }
    names = goldenFiles(given.golden);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  // Standard output belongs to the one JSON object.
  const reports = await verifyInBrowser(given.golden, names, given.backends, given.kernels, (backend) =>
    console.error(`verifying ${backend} …`),
  );
  const pass = reports.every((report) => report.pass);
  console.log(
    JSON.stringify(
      { golden: given.golden, pass, backends: Object.fromEntries(reports.map(({ backend, ...rest }) => [backend, rest])) },
      null,
      2,
    ),
  );
  return pass ? 0 : 1;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
