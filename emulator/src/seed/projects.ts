// The initial projects. One has custom environments.
import { acme, acmeProd, day } from "./accounts.js";

/** An environment of a project in addition to production, preview and development. */
export interface CustomEnvironment {
  id: string;
  slug: string;
}

export interface Project {
  id: string;
  name: string;
  teamId: string;
  /** The slug of the framework, such as `nextjs`. */
  framework: string | null;
  customEnvironments: CustomEnvironment[];
  createdAt: number;
}

export const projects: readonly Project[] = [
  {
    id: "prj_AcmeWeb4Kd8Xr2Ws7Vn1Tb5Qm3Z",
    name: "web",
    teamId: acme,
    framework: "nextjs",
    customEnvironments: [
      { id: "env_AcmeWebStaging7Rk2Lw9Hd4Py8C", slug: "staging" },
      { id: "env_AcmeWebQa3Tz6Nb1Jx5Vf8Gs2Mq7", slug: "qa" },
    ],
    createdAt: day("2025-06-03"),
  },
  {
    id: "prj_AcmeWorker9Hs3Lp6Yc2Fj8Rt4N",
    name: "worker",
    teamId: acme,
    framework: "hono",
    customEnvironments: [],
    createdAt: day("2025-09-17"),
  },
  {
    id: "prj_AcmeDocs1Gw7Bz5Xk4Mv9Qd2Ue6",
    name: "docs",
    teamId: acme,
    framework: "astro",
    customEnvironments: [],
    createdAt: day("2026-01-22"),
  },
  {
    id: "prj_ProdShop8Nf4Cy1Ra7Lk3Wt6Zj5",
    name: "storefront",
    teamId: acmeProd,
    framework: "sveltekit",
    customEnvironments: [],
    createdAt: day("2026-02-14"),
  },
];
