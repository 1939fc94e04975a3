// The emulator's own routes, under /_emulator: what a test does in process, for a process that is not the test's.
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import type { BarrierGiven } from "../faults/barriers.js";
import type { RandomSpec } from "../faults/random.js";
import type { FaultGiven } from "../faults/spec.js";
import type { ConnectionSeed, OwnVariable, ProjectSeed } from "../state/projects.js";
import type { Seed, StorePatch } from "../state/stores.js";
import type { Emulator } from "./emulator.js";

export type Controlled = Pick<
  Emulator,
  "journal" | "stores" | "projects" | "state" | "faults" | "barriers" | "behaviour" | "configure" | "reset"
>;

export function control(emulator: Controlled): Hono<{ Bindings: HttpBindings }> {
  const { journal, stores, projects, state, faults, barriers } = emulator;
  const hono = new Hono<{ Bindings: HttpBindings }>();

  hono.get("/journal", (c) => c.json(c.req.query("writes") === undefined ? journal.entries() : journal.writes()));
  hono.delete("/journal", (c) => done(c, journal.clear()));

  hono.get("/stores", (c) => c.json(stores.list(c.req.query())));
  hono.post("/stores", async (c) => c.json(stores.seed(await body<Seed>(c))));
  hono.get("/stores/history", (c) => c.json(stores.history()));
  hono.get("/stores/:id", (c) => c.json(stores.get(c.req.param("id")) ?? null));
  hono.get("/stores/:id/secrets", (c) => c.json(stores.secretValues(c.req.param("id"))));
  hono.patch("/stores/:id", async (c) => c.json(stores.edit(c.req.param("id"), await body<StorePatch>(c))));
  hono.delete("/stores/:id", (c) => done(c, stores.remove(c.req.param("id"))));

  hono.get("/projects", (c) => c.json(projects.list(c.req.query())));
  hono.post("/projects", async (c) => c.json(projects.seed(await body<ProjectSeed>(c))));
  hono.get("/projects/:project", (c) => c.json(projects.get(c.req.param("project")) ?? null));
  hono.delete("/projects/:project", (c) => done(c, projects.remove(c.req.param("project"))));
  hono.get("/projects/:project/variables", (c) => c.json(projects.variables(c.req.param("project"))));
  hono.post("/variables", async (c) => c.json(projects.addVariable(await body<OwnVariable>(c))));
  hono.delete("/variables/:id", (c) => done(c, projects.removeVariable(c.req.param("id"))));
  hono.post("/connections", async (c) => c.json(projects.connect(await body<ConnectionSeed>(c))));
  hono.delete("/connections/:store", (c) => done(c, projects.disconnect(c.req.param("store"))));
  hono.delete("/connections/:store/:connection", (c) =>
    done(c, projects.disconnect(c.req.param("store"), c.req.param("connection"))),
  );

  hono.get("/state", (c) => c.json(state.snapshot()));
  hono.post("/state/installations", async (c) => c.json(state.addInstallation(await body(c))));
  hono.patch("/state/installations/:id", async (c) =>
    done(c, state.editInstallation(c.req.param("id"), await body(c))),
  );
  hono.delete("/state/installations/:id", (c) => done(c, state.removeInstallation(c.req.param("id"))));
  hono.patch("/state/teams/:team", async (c) => done(c, state.editTeam(c.req.param("team"), await body(c))));
  hono.patch("/state/products/:integration/:product", async (c) =>
    done(c, state.editProduct(c.req.param("integration"), c.req.param("product"), await body(c))),
  );
  hono.patch("/state/products/:integration/:product/plans/:plan", async (c) =>
    done(c, state.editPlan(c.req.param("integration"), c.req.param("product"), c.req.param("plan"), await body(c))),
  );
  hono.delete("/state/products/:integration/:product/plans/:plan", (c) =>
    done(c, state.removePlan(c.req.param("integration"), c.req.param("product"), c.req.param("plan"))),
  );

  hono.get("/behaviour", (c) => c.json(emulator.behaviour));
  hono.patch("/behaviour", async (c) => {
    emulator.configure(await body(c));
    return c.json(emulator.behaviour);
  });

  hono.get("/faults", (c) => c.json(faults.list()));
  hono.post("/faults", async (c) => c.json({ id: faults.add(await body<FaultGiven>(c)).id }));
  hono.post("/faults/random", async (c) => c.json({ id: faults.random(await body<RandomSpec>(c)).id }));
  hono.delete("/faults", (c) => done(c, faults.clear()));
  hono.delete("/faults/:id", (c) => done(c, faults.remove(c.req.param("id"))));

  hono.get("/barriers", (c) => c.json(barriers.list()));
  hono.post("/barriers", async (c) => c.json({ id: barriers.hold(await body<BarrierGiven>(c)).id }));
  hono.get("/barriers/:id/reached", async (c) => {
    const barrier = barriers.get(c.req.param("id"));
    if (!barrier) return missing(c, c.req.param("id"));
    await barrier.reached(Number(c.req.query("n") ?? 1));
    return c.json({ arrived: barrier.arrived });
  });
  hono.delete("/barriers/:id", (c) => done(c, barriers.get(c.req.param("id"))?.release()));

  hono.post("/reset", (c) => done(c, emulator.reset()));

  hono.all("*", (c) => missing(c, c.req.path));
  hono.onError((error, c) => c.json({ error: { code: "bad_request", message: error.message } }, 400));
  return hono;
}

/** What comes in is checked by what it is given to. */
function body<T>(context: Context): Promise<T> {
  return context.req.json<T>();
}

function done(context: Context, _: unknown): Response {
  return context.body(null, 204);
}

function missing(context: Context, what: string): Response {
  return context.json({ error: { code: "not_found", message: `The emulator has no ${what}` } }, 404);
}
