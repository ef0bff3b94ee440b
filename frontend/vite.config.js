// One bundle: app.js, app.css, the icon sprite and the PDF fonts, with a manifest of hashed names.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");

/** For printed sheets only: pages use the system's own fonts. */
const FONTS = { Regular: "400Regular/NotoSansSC_400Regular.ttf", Bold: "700Bold/NotoSansSC_700Bold.ttf" };

/** Names in icons.txt → one SVG of symbols; an unknown name stops the build. */
function sprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((s) => s.trim()).filter((s) => s && !s.startsWith("#"));
  const symbols = names.map((name) => {
    const path = join(modules, "@tabler/icons/icons/outline", `${name}.svg`);
    if (!existsSync(path)) throw new Error(`icons.txt names "${name}", which @tabler/icons does not have`);
    const svg = readFileSync(path, "utf8");
    const body = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1]
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

/** Beside what Vite makes: the sprite, the fonts, and manifest.json, which the page reads its file names from. */
function extras() {
  return {
    name: "kehou-extras",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const icons = sprite();
        const hash = createHash("sha256").update(icons).digest("hex").slice(0, 8);
        this.emitFile({ type: "asset", fileName: `assets/icons-${hash}.svg`, source: icons });
        for (const [weight, path] of Object.entries(FONTS)) {
          this.emitFile({ type: "asset", fileName: `fonts/NotoSansSC-${weight}.ttf`, source: readFileSync(join(modules, "@expo-google-fonts/noto-sans-sc", path)) });
        }
        const named = (end) => Object.keys(bundle).find((name) => name.startsWith("assets/app-") && name.endsWith(end));
        const manifest = { css: named(".css"), js: named(".js"), icons: `assets/icons-${hash}.svg` };
        this.emitFile({ type: "asset", fileName: "manifest.json", source: `${JSON.stringify(manifest, null, 2)}\n` });
      },
    },
  };
}

export default defineConfig({
  root: here,
  base: "./",
  publicDir: false,
  logLevel: "warn",
  plugins: [extras()],
  build: {
    outDir: process.env.KEHOU_BUNDLE_OUT ?? join(here, "../kehou/web/static/bundle"),
    emptyOutDir: true,
    // In-app browsers lag years behind; below these flex gaps fail, above them light-dark() is not yet lowered.
    target: ["chrome87", "safari15"],
    cssTarget: ["chrome87", "safari15"],
    assetsInlineLimit: 4096,
    reportCompressedSize: false,
    modulePreload: false,
    rollupOptions: { input: { app: join(here, "src/app.js") } },
  },
});
