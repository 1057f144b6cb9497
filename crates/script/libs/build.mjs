// Bundles each file of src/ into one module whose default export is a function that returns the library.
//
//   node build.mjs [OUT]        OUT defaults to target/script-libs at the workspace's root
import { build } from "esbuild";
import { mkdir, readFile, readdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../../../target/script-libs"));
await mkdir(out, { recursive: true });

/** Writes only what differs, so that cargo does not compile again for nothing. */
const write = async (file, text) => {
  const old = await readFile(file, "utf8").catch(() => undefined);
  if (old === text) return false;
  await writeFile(file, text);
  return true;
};

let changed = false;
for (const file of await readdir(join(here, "src"))) {
  const result = await build({
    entryPoints: [join(here, "src", file)],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    globalName: "bundle",
    target: "es2020",
    charset: "utf8",
    // Plug-ins `require` a library and want the function itself, not a module around it.
    conditions: [],
    mainFields: ["main"],
    legalComments: "none",
    define: { global: "globalThis" },
    // The module's default export: the library's own function, called by the sandbox with what it needs.
    banner: { js: "export default (function (globalThis, host) {" },
    footer: { js: "return bundle.default(host);\n});" },
    logLevel: "warning",
  });
  if (await write(join(out, file), result.outputFiles[0].text)) changed = true;
}

// What their licences ask for: the notices go with the program.
const { dependencies } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
const notices = [];
const seen = new Set();
const collect = async (name) => {
  if (seen.has(name)) return;
  seen.add(name);
  const folder = join(here, "node_modules", name);
  const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const licence = about.license ?? about.licenses?.map((one) => one.type).join(", ") ?? "see its source";
  notices.push(`${name} ${about.version} (${licence})\n\n${texts.join("\n").trim()}\n`);
  for (const inner of Object.keys(about.dependencies ?? {})) await collect(inner);
};
for (const name of Object.keys(dependencies)) await collect(name);
await write(join(out, "NOTICES.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));

// Cargo does not watch files that were missing; this makes it look again.
if (changed) await utimes(join(here, "../build.rs"), new Date(), new Date());
console.log(`script libraries: ${changed ? "bundled" : "up to date"}`);
