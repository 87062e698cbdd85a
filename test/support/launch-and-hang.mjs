// Launches instances with a built driver, says so, and waits to be killed: what a run leaves behind that ends
// without goodbye. Takes one argument, JSON: { module, technology, owner, stateDirectory, cacheDirectory, name,
// options, image, workload, count }.
const request = JSON.parse(process.argv[2]);
const dist = new URL('../../dist/', import.meta.url);
const { monotonicClock } = await import(new URL('host/clock.js', dist));
const { createImageTools } = await import(new URL('image/tools.js', dist));
const { createLocalHost } = await import(new URL('probes/local-host.js', dist));
const module = await import(new URL(request.module, dist));

const { owner, stateDirectory, cacheDirectory, name, image, workload, count } = request;
const { signal } = new AbortController();
const images = createImageTools(`${stateDirectory}/images`);
const driver = module[request.technology].open({
  owner,
  clock: monotonicClock,
  stateDirectory,
  cacheDirectory,
  environment: process.env,
  images,
  host: createLocalHost(),
  log: () => {},
});
const session = await driver.open({
  name,
  options: driver.technology.options.parse(request.options),
  image,
  signal,
});
const launches = Array.from({ length: count }, (_, index) =>
  session.launch({ index, workload, intended: monotonicClock.now() }, signal),
);
const instances = await Promise.all(launches);
const pids = instances.flatMap((instance) => instance.scopes().flatMap((scope) => scope.pids));
console.log(JSON.stringify({ pids }));
setInterval(() => {}, 60_000);
