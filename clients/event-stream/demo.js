// The demo as a child process, and a wire to it that can be cut.

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";

/** Starts the demo; `stop` ends it. `STRATA_DEMO` names the binary. */
export async function startDemo(env = {}) {
  const binary = process.env.STRATA_DEMO;
  if (!binary) throw new Error("set STRATA_DEMO to the demo's binary");
  const args = ["--json", "--coach-port", "0", "--public-port", "0"];
  const child = spawn(binary, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the demo ended with ${code}`);
    }),
  ]);
  const stop = async () => {
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  return { ...JSON.parse(line), stop };
}

/**
 * A wire to `target` that breaks: of the first connection only `bytes` bytes of
 * the answer arrive, then it is reset. Later connections are whole.
 */
export async function cutWire(target, bytes) {
  const { hostname, port } = new URL(target);
  let connections = 0;
  const server = net.createServer((client) => {
    let left = connections++ === 0 ? bytes : Infinity;
    const upstream = net.connect(Number(port), hostname);
    client.pipe(upstream);
    upstream.on("data", (chunk) => {
      if (left === 0) return;
      client.write(chunk.subarray(0, Math.min(left, chunk.length)), () => {
        if (left === 0) {
          client.resetAndDestroy();
          upstream.destroy();
        }
      });
      left = Math.max(0, left - chunk.length);
    });
    upstream.on("end", () => client.end());
    for (const socket of [client, upstream]) socket.on("error", () => {});
    client.on("close", () => upstream.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    connections: () => connections,
    close: () => server.close(),
  };
}
