// The control routes under /_emulator: the API of the Emulator class, for other processes.
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import type { BarrierGiven } from "../faults/barriers.js";
import type { RandomSpec } from "../faults/random.js";
import type { FaultGiven } from "../faults/spec.js";
import type { TokenName } from "../seed/accounts.js";
import type { ConnectionSeed, OwnVariable, ProjectSeed } from "../state/projects.js";
import type { Seed, StorePatch } from "../state/stores.js";
import type { Emulator } from "./emulator.js";

export function controlRoutes(emulator: Emulator): Hono<{ Bindings: HttpBindings }> {
  const { journal, stores, projects, state, faults, barriers } = emulator;
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.get("/journal", (c) => c.json(c.req.query("writes") === undefined ? journal.entries() : journal.writes()));
  app.delete("/journal", (c) => done(c, journal.clear()));

  app.get("/stores", (c) => c.json(stores.list(c.req.query())));
  app.post("/stores", async (c) => c.json(stores.seed(await body<Seed>(c))));
  app.get("/stores/history", (c) => c.json(stores.history()));
  app.get("/stores/:id", (c) => c.json(stores.get(c.req.param("id")) ?? null));
  app.get("/stores/:id/secrets", (c) => c.json(stores.secretValues(c.req.param("id"))));
  app.patch("/stores/:id", async (c) => c.json(stores.edit(c.req.param("id"), await body<StorePatch>(c))));
  app.post("/stores/:id/move", async (c) => {
    const { team } = await body<{ team: string }>(c);
    return c.json(stores.move(c.req.param("id"), team));
  });
  app.post("/stores/:id/rotate-secrets", (c) => c.json(stores.rotateSecrets(c.req.param("id"))));
  app.delete("/stores/:id", (c) => done(c, stores.remove(c.req.param("id"))));

  app.get("/projects", (c) => c.json(projects.list(c.req.query())));
  app.post("/projects", async (c) => c.json(projects.seed(await body<ProjectSeed>(c))));
  app.get("/projects/:project", (c) => c.json(projects.get(c.req.param("project")) ?? null));
  app.delete("/projects/:project", (c) => done(c, projects.remove(c.req.param("project"))));
  app.get("/projects/:project/variables", (c) => c.json(projects.variables(c.req.param("project"))));
  app.post("/variables", async (c) => c.json(projects.addVariable(await body<OwnVariable>(c))));
  app.delete("/variables/:id", (c) => done(c, projects.removeVariable(c.req.param("id"))));
  app.post("/connections", async (c) => c.json(projects.connect(await body<ConnectionSeed>(c))));
  app.patch("/connections/:store/:connection", async (c) =>
    c.json(projects.editConnection(c.req.param("store"), c.req.param("connection"), await body(c))),
  );
  app.delete("/connections/:store", (c) => done(c, projects.disconnect(c.req.param("store"))));
  app.delete("/connections/:store/:connection", (c) =>
    done(c, projects.disconnect(c.req.param("store"), c.req.param("connection"))),
  );

  app.get("/state", (c) => c.json(state.snapshot()));
  app.post("/state/installations", async (c) => c.json(state.addInstallation(await body(c))));
  app.patch("/state/installations/:id", async (c) => done(c, state.editInstallation(c.req.param("id"), await body(c))));
  app.delete("/state/installations/:id", (c) => done(c, state.removeInstallation(c.req.param("id"))));
  app.patch("/state/teams/:team", async (c) => done(c, state.editTeam(c.req.param("team"), await body(c))));
  app.patch("/state/tokens/:token", async (c) =>
    done(c, state.editToken(c.req.param("token") as TokenName, await body(c))),
  );
  app.patch("/state/products/:integration/:product", async (c) =>
    done(c, state.editProduct(c.req.param("integration"), c.req.param("product"), await body(c))),
  );
  app.patch("/state/products/:integration/:product/plans/:plan", async (c) =>
    done(c, state.editPlan(c.req.param("integration"), c.req.param("product"), c.req.param("plan"), await body(c))),
  );
  app.delete("/state/products/:integration/:product/plans/:plan", (c) =>
    done(c, state.removePlan(c.req.param("integration"), c.req.param("product"), c.req.param("plan"))),
  );

  app.get("/behaviour", (c) => c.json(emulator.behaviour));
  app.patch("/behaviour", async (c) => {
    emulator.configure(await body(c));
    return c.json(emulator.behaviour);
  });

  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => c.json({ id: faults.add(await body<FaultGiven>(c)).id }));
  app.post("/faults/random", async (c) => c.json({ id: faults.random(await body<RandomSpec>(c)).id }));
  app.delete("/faults", (c) => done(c, faults.clear()));
  app.delete("/faults/:id", (c) => done(c, faults.remove(c.req.param("id"))));

  app.get("/barriers", (c) => c.json(barriers.list()));
  app.post("/barriers", async (c) => c.json({ id: barriers.hold(await body<BarrierGiven>(c)).id }));
  app.get("/barriers/:id/reached", async (c) => {
    const barrier = barriers.get(c.req.param("id"));
    if (!barrier) return notFound(c, c.req.param("id"));
    await barrier.reached(Number(c.req.query("n") ?? 1));
    return c.json({ arrived: barrier.arrived });
  });
  app.delete("/barriers/:id", (c) => done(c, barriers.get(c.req.param("id"))?.release()));

  app.post("/reset", (c) => done(c, emulator.reset()));

  app.all("*", (c) => notFound(c, c.req.path));
  app.onError((error, c) => c.json({ error: { code: "bad_request", message: error.message } }, 400));
  return app;
}

/** Not validated here: the method that gets the body does it. */
function body<T>(context: Context): Promise<T> {
  return context.req.json<T>();
}

function done(context: Context, _: unknown): Response {
  return context.body(null, 204);
}

function notFound(context: Context, what: string): Response {
  return context.json({ error: { code: "not_found", message: `The emulator has no ${what}` } }, 404);
}
